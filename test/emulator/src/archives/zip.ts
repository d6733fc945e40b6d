import { strToU8, zipSync } from "fflate";
import type { Files } from "../world/entities";

/** ZIP cannot represent times before 1980. */
const TIMESTAMP = new Date(1980, 0, 1, 12);

/** A ZIP archive that is the same in every run. */
export function zipOf(files: Files): Buffer {
	const contents = Object.entries(files).map(([path, text]) => [path, strToU8(text)]);
	return Buffer.from(zipSync(Object.fromEntries(contents), { mtime: TIMESTAMP }));
}
