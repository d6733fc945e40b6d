#!/usr/bin/env node
// @ts-check
// Writes provider/schema.json, from which the SDKs of all languages are generated.
//
//     npm run schema

import { writeFileSync } from "node:fs";
import { deriveSchema } from "./derive.mjs";

writeFileSync(
	new URL("../../provider/schema.json", import.meta.url),
	`${JSON.stringify(deriveSchema(), null, "\t")}\n`,
);
