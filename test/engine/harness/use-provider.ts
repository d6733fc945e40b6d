import { expect } from "chai";
import { findSecrets } from "../../../tools/secret-search.mjs";
import { Breaches } from "./breaches";
import { GitLab } from "./gitlab";
import { ProviderProcess } from "./provider-process";
import type { Properties } from "./rpc";
import { holdsTrace } from "./trace";
import { CREDENTIALS } from "./world";

/** A GitLab and a provider process for the tests of one `describe`. */
export interface ProviderUnderTest {
	readonly gitlab: GitLab;
	readonly provider: ProviderProcess;
}

/**
 * Gives the surrounding `describe` a GitLab and a provider process, and ends them afterwards: after each test
 * nothing that a user sees contains a secret or a stack trace; at the end the process still runs.
 *
 * @param config Configuration of the stack in addition to the connection to that GitLab.
 * @param options.fixture GitLab's world, where it is not the usual one.
 * @param options.env Variables of the process.
 */
export function useProvider(
	config: (gitlab: GitLab) => Properties = () => ({}),
	{ fixture, env }: { fixture?: object; env?: (gitlab: GitLab) => Readonly<Record<string, string>> } = {},
): ProviderUnderTest {
	const under: { gitlab?: GitLab; provider?: ProviderProcess } = {};

	before(async () => {
		under.gitlab = await GitLab.start(fixture);
		under.provider = await ProviderProcess.start(under.gitlab, config(under.gitlab), env?.(under.gitlab));
	});

	const breaches = new Breaches();
	breaches.afterEach(() => {
		const { said, secrets } = running(under.provider);
		const traces = said.filter(({ text }) => holdsTrace(text)).map(({ text }) => `a stack trace in ${text}`);
		return [...traces, ...findSecrets(said, [...Object.values(CREDENTIALS), ...secrets])];
	});

	after(async () => {
		const log = await running(under.gitlab).stop();
		const secrets = [...Object.values(CREDENTIALS), ...running(under.provider).secrets];
		await running(under.provider).stop();
		expect(findSecrets(log, secrets), "secrets found").to.deep.equal([]);
		breaches.expectNone();
	});

	return {
		get gitlab() {
			return running(under.gitlab);
		},
		get provider() {
			return running(under.provider);
		},
	};
}

function running<Part>(part: Part | undefined): Part {
	if (part === undefined) throw new Error("it is there only while the tests of its describe run");
	return part;
}
