import { createHash } from "node:crypto";
import type { Files } from "../world/entities";
import { zipOf } from "./zip";

/** A wheel of pure Python by the binary distribution format (PEP 427), with the given files as its modules. */
export function wheelOf(name: string, version: string, modules: Files): Buffer {
	const info = `${wheelName(name)}-${version}.dist-info`;
	const files: Files = {
		...modules,
		[`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
		[`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: emulator\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
	};
	const recorded = Object.entries(files).map(([path, text]) => {
		const digest = createHash("sha256").update(text).digest("base64url");
		return `${path},sha256=${digest},${Buffer.byteLength(text)}\n`;
	});
	const record = { [`${info}/RECORD`]: `${recorded.join("")}${info}/RECORD,,\n` };
	return zipOf({ ...files, ...record });
}

export function wheelFileName(name: string, version: string): string {
	return `${wheelName(name)}-${version}-py3-none-any.whl`;
}

function wheelName(name: string): string {
	return name.replace(/[-_.]+/g, "_").toLowerCase();
}
