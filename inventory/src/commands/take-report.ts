import { parseDuration } from "../../../provider/api/duration";
import type { Io } from "../cli/io";
import { UsageError } from "../cli/usage-error";
import type { Config } from "../config/config";
import { readConfig } from "../config/read-config";
import { buildReport } from "../report/build-report";
import type { Report } from "../report/report";
import { evaluate } from "../rules/evaluate";
import type { ScanOptions } from "./scan-options";
import { takeInventory } from "./take-inventory";

/** Options that determine what is evaluated, and how. */
export interface JudgeOptions {
	readonly expiring?: string;
	readonly config?: string;
}

/** How findings are evaluated. */
export interface Judgement {
	readonly config: Config;
	/** How soon an expiry is reported. */
	readonly expiringMs: number;
}

const DEFAULT_EXPIRING = "30d";

/** Reads the configuration; options override it. @throws UsageError */
export async function readJudgement({ config: path, expiring }: JudgeOptions, io: Io): Promise<Judgement> {
	const config = await readConfig(path, io.readText);
	const text = expiring ?? config.expiring ?? DEFAULT_EXPIRING;
	const expiringMs = parseDuration(text);
	if (expiringMs === undefined)
		throw new UsageError(`--expiring: expected a duration such as 30d, got ${JSON.stringify(text)}.`);
	return { config, expiringMs };
}

/** Scans GitLab, joins it with the states, and evaluates the rules. @throws UsageError */
export async function takeReport(
	options: ScanOptions,
	{ config, expiringMs }: Judgement,
	io: Io,
): Promise<Report> {
	const { client, scope, inventory } = await takeInventory(options, io);
	await client.close();
	return buildReport(inventory, evaluate(inventory, config, expiringMs), { scope, config });
}
