#!/usr/bin/env node
// @ts-check
// Copies texts of the repository's root into the package that is about to be packed, since npm packs only what
// is below the package's own folder. Run by npm as `prepack`; git ignores the copies.
//
//     node tools/published-texts.mjs README.md LICENSE CHANGELOG.md

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const name of process.argv.slice(2)) copyFileSync(join(root, name), join(process.cwd(), name));
