import { parseDuration } from "../../../provider/api/duration";
import { aborted } from "../cli/aborted";
import { EXIT } from "../cli/exit-codes";
import { appendHistory } from "../cli/history-file";
import type { Io } from "../cli/io";
import { UsageError } from "../cli/usage-error";
import { writeWhole } from "../cli/write-output";
import { counted } from "../formats/counted";
import { metricText } from "../formats/metric-text";
import { gapOf } from "../gitlab/gaps";
import { listenAddress } from "../watch/listen-address";
import { type ScanOutcome, ScanRecord } from "../watch/scan-record";
import { serveMetrics } from "../watch/server";
import type { ScanOptions } from "./scan-options";
import { type Judgement, type JudgeOptions, readJudgement, takeReport } from "./take-report";

/** The options of `watch`. */
export interface WatchOptions extends ScanOptions, JudgeOptions {
	readonly every?: string;
	readonly listen?: string;
	readonly allowRemote?: true;
	readonly output?: string;
	readonly history?: string;
}

const DEFAULT_EVERY = "1h";
const MIN_EVERY_MS = 60_000;
/** Node's timers support at most 24.8 days. */
const MAX_EVERY_MS = 24 * 86_400_000;

/** The collector that reads the file runs as another user. */
const READABLE_BY_ALL = 0o644;

/**
 * Scans periodically, and exports the metrics for Prometheus, until the process is asked to stop.
 *
 * @returns The exit code.
 */
export async function watch(options: WatchOptions, io: Io): Promise<number> {
	const everyMs = intervalOf(options);
	const { listen, output } = options;
	if (listen === undefined && output === undefined)
		throw new UsageError("There is no destination for the metrics: pass --listen or --output.");
	if (options.state?.includes("-") || options.terraformState?.includes("-"))
		throw new UsageError(
			"`watch` reads the states for each scan, but standard input can be read only once: pass files, --stack or --all-stacks.",
		);
	const address = listen === undefined ? undefined : listenAddress(listen, options.allowRemote ?? false);
	const watching = new Watching(options, await readJudgement(options, io), io);
	const server = address && (await serveMetrics(address, (syntax) => watching.metrics(syntax)));
	try {
		if (server !== undefined) io.err(`Serving metrics at ${server.url}/metrics\n`);
		await watching.run(everyMs, io.untilStopped().signal);
	} finally {
		await server?.close();
	}
	return EXIT.clean;
}

function intervalOf({ every = DEFAULT_EVERY }: WatchOptions): number {
	const ms = parseDuration(every);
	if (ms === undefined || ms < MIN_EVERY_MS || ms > MAX_EVERY_MS)
		throw new UsageError(
			`--every: expected a duration from one minute to 24 days, such as 1h, got ${JSON.stringify(every)}.`,
		);
	return ms;
}

class Watching {
	private readonly record = new ScanRecord();

	constructor(
		private readonly options: WatchOptions,
		private readonly judgement: Judgement,
		private readonly io: Io,
	) {}

	metrics(syntax: Parameters<typeof metricText>[1]): string {
		return metricText(this.record.families(), syntax);
	}

	async run(everyMs: number, stop: AbortSignal): Promise<void> {
		const stopped = aborted(stop);
		for (let isFirst = true; !stop.aborted; isFirst = false) {
			const startedMs = this.io.clock.now();
			// Requests in flight are not waited for: a pause that GitLab requested can be long.
			await Promise.race([this.scan(isFirst), stopped]);
			const restMs = startedMs + everyMs - this.io.clock.now();
			if (restMs > 0 && !stop.aborted) await this.io.clock.sleep(restMs, stop);
		}
	}

	/** Takes one report. A usage error in the first one is thrown; later errors are only counted. */
	private async scan(isFirst: boolean): Promise<void> {
		const startedMs = this.io.clock.now();
		const outcome = await this.outcome(isFirst);
		this.record.add(outcome, { startedMs, endedMs: this.io.clock.now() });
		for (const { what, reason, remedy } of outcome.gaps)
			this.io.err(`not read: ${what}: ${reason} ${remedy}\n`);
		try {
			await this.write(outcome);
		} catch (error) {
			if (isFirst || !(error instanceof UsageError)) throw error;
			this.io.err(`error: ${error.message}\n`);
		}
	}

	private async outcome(isFirst: boolean): Promise<ScanOutcome> {
		try {
			return await takeReport({ ...this.options, quiet: true }, this.judgement, this.io);
		} catch (error) {
			if (isFirst && error instanceof UsageError) throw error;
			return { complete: false, gaps: [gapOf("the scan", error)] };
		}
	}

	private async write(outcome: ScanOutcome): Promise<void> {
		const { output, history, quiet } = this.options;
		if (output !== undefined) await writeWhole(output, this.metrics("prometheus"), READABLE_BY_ALL);
		if (!("tokens" in outcome)) return;
		if (history !== undefined) await appendHistory(history, outcome);
		if (!quiet)
			this.io.err(
				`${outcome.generatedAt}: ${counted(outcome.tokens.length, "deploy token")}, ${counted(outcome.gaps.length, "gap")}\n`,
			);
	}
}
