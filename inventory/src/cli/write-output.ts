import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { UsageError } from "./usage-error";

/**
 * Writes a file as a whole or not at all: under another name first, then in its place.
 *
 * @param mode The file's permissions; by default only this user may read it.
 * @throws UsageError where it cannot be written.
 */
export async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
	const beside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		const file = await open(beside, "wx", mode);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(beside, path);
	} catch (error) {
		await rm(beside, { force: true });
		throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
	}
}
