// Writes the JSON schemas that the package gitlab-deploy-tokens publishes. A test compares them with the code.
//
//     npm run inventory:schemas

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMAS } from "../../inventory/src/schemas";

for (const [name, text] of Object.entries(SCHEMAS))
	writeFileSync(join(__dirname, "..", "..", "inventory", "schemas", name), text);
