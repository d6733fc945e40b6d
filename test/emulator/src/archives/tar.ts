import { createTar } from "nanotar";
import type { Files } from "../world/entities";

/** A tar archive that is the same in every run. */
export function tarOf(files: Files): Buffer {
	const entries = Object.entries(files).map(([name, data]) => ({ name, data }));
	const attrs = { mtime: 0, uid: 0, gid: 0, user: "root", group: "root", mode: "644" };
	return Buffer.from(createTar(entries, { attrs }));
}
