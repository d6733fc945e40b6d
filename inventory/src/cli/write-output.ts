import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { UsageError } from "./usage-error";

/**
 * Writes a file atomically: to a temporary file first, which then replaces it.
 *
 * @param mode The file's permissions; by default only this user may read it.
 * @throws UsageError where it cannot be written.
 */
export async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
	const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		const file = await open(temporary, "wx", mode);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true });
		throw new UsageError(
			`The file ${path} cannot be written (${(error as NodeJS.ErrnoException).code}); check that its folder exists and that this user may write to it.`,
		);
	}
}
