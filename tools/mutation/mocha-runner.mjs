// @ts-check
// Runs mocha for Stryker, whose own runner takes mocha up to version 11 only: in this process, with each
// mutant switched on by its number, and only the tests that reach it.

import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
	DryRunStatus,
	determineHitLimitReached,
	MutantRunStatus,
	TestStatus,
} from "@stryker-mutator/api/test-runner";

const require = createRequire(import.meta.url);

/** The tests that hold what is mutated; those of engines, networks and files are left to `npm test`. */
const TESTS = [
	...readdirSync("test/unit/provider/model", { recursive: true }).map((name) =>
		join("test/unit/provider/model", String(name)),
	),
	"test/unit/provider/runtime/process/token-creator.test.ts",
	"test/unit/provider/runtime/process/lookalikes.test.ts",
].filter((name) => name.endsWith(".test.ts"));

/** What Stryker's instrumented code and this runner share. */
const shared = /** @type {Record<string, any>} */ (globalThis);

class Mocha12Runner {
	/** @type {any} */
	mocha;

	capabilities() {
		return { reloadEnvironment: false };
	}

	async init() {
		process.env.TS_NODE_PROJECT = resolve("test/tsconfig.json");
		require("ts-node/register/transpile-only");
		const { default: Mocha } = await import("mocha");
		this.mocha = new Mocha({ reporter: class {}, timeout: 20_000 });
		this.mocha.cleanReferencesAfterRun(false);
		for (const file of TESTS) this.mocha.addFile(resolve(file));
		await this.mocha.loadFilesAsync();
	}

	/** @param {{ coverageAnalysis: string }} options */
	async dryRun({ coverageAnalysis }) {
		namespace().currentTestId = undefined;
		const tests = await this.run({ perTest: coverageAnalysis === "perTest" });
		return { status: DryRunStatus.Complete, tests, mutantCoverage: namespace().mutantCoverage };
	}

	/** @param {{ activeMutant: { id: string }, testFilter?: string[], hitLimit?: number }} options */
	async mutantRun({ activeMutant, testFilter, hitLimit }) {
		const stryker = namespace();
		stryker.hitLimit = hitLimit;
		stryker.hitCount = hitLimit === undefined ? undefined : 0;
		stryker.activeMutant = activeMutant.id;
		const tests = await this.run({ only: testFilter, bail: true });
		const endless = determineHitLimitReached(stryker.hitCount, hitLimit);
		if (endless) return endless;
		const failed = tests.filter(({ status }) => status === TestStatus.Failed);
		const nrOfTests = tests.length;
		if (failed.length === 0) return { status: MutantRunStatus.Survived, nrOfTests };
		return {
			status: MutantRunStatus.Killed,
			killedBy: failed.map(({ id }) => id),
			failureMessage: failed[0]?.failureMessage ?? "",
			nrOfTests,
		};
	}

	/** @param {{ perTest?: boolean, only?: string[] | undefined, bail?: boolean }} options @returns {Promise<any[]>} */
	run({ perTest = false, only, bail = false }) {
		this.mocha.suite.bail(bail);
		const wanted = only?.map((title) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
		this.mocha.grep(wanted === undefined ? /.*/s : new RegExp(`^(?:${wanted.join("|")})$`, "s"));
		/** @type {any[]} */
		const tests = [];
		return new Promise((done) => {
			const runner = this.mocha.run(() => done(tests));
			runner.on("test", (/** @type {any} */ test) => {
				if (perTest) namespace().currentTestId = test.fullTitle();
			});
			const note = (/** @type {any} */ test, /** @type {object} */ outcome) =>
				tests.push({
					id: test.fullTitle(),
					name: test.fullTitle(),
					timeSpentMs: test.duration ?? 0,
					fileName: test.file === undefined ? undefined : relative(process.cwd(), test.file),
					...outcome,
				});
			runner.on("pass", (/** @type {any} */ test) => note(test, { status: TestStatus.Success }));
			runner.on("fail", (/** @type {any} */ test, /** @type {Error} */ error) =>
				note(test, { status: TestStatus.Failed, failureMessage: error.message }),
			);
		});
	}

	async dispose() {
		this.mocha?.dispose();
	}
}

function namespace() {
	shared.__stryker__ ??= {};
	return shared.__stryker__;
}

const create = Object.assign(() => new Mocha12Runner(), { inject: /** @type {const} */ ([]) });

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "mocha12", create)];
