import { expect } from "chai";
import fc from "fast-check";
import { parseDuration } from "../../provider/api/duration";
import { isGitLabDeployTokenError } from "../../provider/api/errors";
import { nextPage } from "../../provider/api/pagination";
import { readSettings } from "../../provider/api/read-settings";
import { redact, rememberSecret } from "../../provider/api/redaction";
import { errorDetail, httpError, parseResponse } from "../../provider/api/responses";
import { requestedWaitMs } from "../../provider/api/retry";
import * as schemas from "../../provider/api/schemas";
import { normalizeBaseUrl } from "../../provider/api/setting-values";
import { SETTINGS, type SettingName } from "../../provider/api/settings";
import { argoCdRepository } from "../../provider/model/formats/argocd";
import { basicAuth } from "../../provider/model/formats/basic";
import { composerAuth } from "../../provider/model/formats/composer";
import { dockerConfigJson, mergedDockerConfigJson } from "../../provider/model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../../provider/model/formats/git";
import { gradleProperties, mavenSettings } from "../../provider/model/formats/java";
import { netrc } from "../../provider/model/formats/netrc";
import { npmrc } from "../../provider/model/formats/npm";
import { nugetConfig } from "../../provider/model/formats/nuget";
import { pipConf, pypirc } from "../../provider/model/formats/python";
import { renovateHostRules } from "../../provider/model/formats/renovate";
import { terraformrc, terraformToken } from "../../provider/model/formats/terraform";
import type { Credentials } from "../../provider/model/formats/text";
import { checkDeployTokenSet } from "../../provider/model/set/check";
import { parseContents } from "../../provider/model/set/contents";
import { readSetState } from "../../provider/model/set/state";
import { checkDeployToken } from "../../provider/model/token/check";
import { readState } from "../../provider/model/token/read-state";
import { wireInstant } from "../../provider/model/token/wire-instants";
import { parseInstant } from "../../provider/model/values/instants";
import { parseOwnerRef } from "../../provider/model/values/owner-input";
import { parseScope } from "../../provider/model/values/scopes";
import { suggestion } from "../../provider/model/values/suggestions";
import { parseShortTokenId, parseTokenId } from "../../provider/model/values/token-id";
import { isUnknown } from "../../provider/model/values/unknown";

/** Cases for each function; `FAST_CHECK_RUNS=5000` makes more than 100,000 of them. */
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 200);

/** The formats of a secret, with one text for each of their arguments. */
const FORMATS: readonly ((credentials: Credentials, text: string) => unknown)[] = [
	basicAuth,
	(credentials, registry) => dockerConfigJson(credentials, { registry }),
	(credentials, text) => mergedDockerConfigJson([{ registry: text, path: text, credentials }]),
	(credentials, httpUrl) => gitUrl(credentials, { httpUrl }),
	(credentials, httpUrl) => gitCredentialStore(credentials, { httpUrl }),
	(credentials, httpUrl) => gitInsteadOf(credentials, { httpUrl, ssh: true }),
	(credentials, host) => netrc(credentials, { host }),
	(credentials, text) => npmrc(credentials, { registryUrl: text, scope: text }),
	(credentials, indexUrl) => pipConf(credentials, { indexUrl }),
	(credentials, text) => pypirc(credentials, { repositoryUrl: text, name: text }),
	(credentials, serverId) => mavenSettings(credentials, { serverId, via: "basic" }),
	(credentials, repository) => gradleProperties(credentials, { repository }),
	(credentials, host) => composerAuth(credentials, { host }),
	(credentials, text) => nugetConfig(credentials, { sourceUrl: text, name: text }),
	(credentials, host) => terraformToken(credentials, { host }),
	(credentials, host) => terraformrc(credentials, { host }),
	(credentials, text) => argoCdRepository(credentials, { url: text, name: text, project: text }),
	(credentials, text) => renovateHostRules(credentials, { matchHost: text, hostType: text }),
];

/** Longer than any of these functions needs for any input of a few ten thousand characters, in milliseconds of a processor. */
const LINEAR_MS = 1_000;

/** Pieces that patterns repeat over, from the grammars that are parsed here. */
const PIECES = [
	"a",
	"0",
	"9",
	"P",
	"T",
	"1D",
	"-",
	".",
	"/",
	"..",
	":",
	"@",
	"=",
	"&",
	"?",
	"<",
	">",
	";",
	",",
	" ",
	"\t",
	"\\",
	'"',
	"\n",
	"gldt-",
	"glpat-x",
	"token=",
	'"token":"',
	"Bearer ",
	"://",
	"%2F",
	"2031-05-01",
	"T00:00:00Z",
	"projects/1/",
	"<x>; rel=next,",
	"__proto__",
	"\u0000",
	"\ud800",
	"é",
	"👩‍👩‍👧",
] as const;
const repeated = fc
	.tuple(
		fc.constantFrom(...PIECES),
		fc.constantFrom(...PIECES),
		fc.integer({ min: 1, max: 3_000 }),
		fc.string(),
	)
	.map(([one, other, times, end]) => (one + other).repeat(times).slice(0, 20_000) + end);
const anyText = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
	{
		weight: 3,
		arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join("")),
	},
	{ weight: 1, arbitrary: repeated },
);
const polluting = fc.constantFrom(
	'{"__proto__":{"polluted":1}}',
	'{"constructor":{"prototype":{"polluted":1}}}',
	'{"tokens":{"__proto__":{"id":"projects/1/deploy_tokens/2","polluted":1}}}',
	'{"a":{"__proto__":{"polluted":1}}}',
);
const anyJson = fc.oneof(fc.json(), polluting, anyText);
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
	anyText,
	fc.jsonValue(),
	polluting.map((text) => JSON.parse(text) as unknown),
	fc.constantFrom(null, undefined, Number.NaN, -0, 2 ** 53, Number.POSITIVE_INFINITY, [], {}),
);
const anyHeaders = fc.dictionary(
	fc.constantFrom("retry-after", "ratelimit-reset", "link", "x-next-page", "content-type", "location"),
	anyText,
);
const anyInputs = (names: readonly string[]) =>
	fc.dictionary(fc.oneof(fc.constantFrom(...names), anyText), anyValue, { maxKeys: 8 });

const NOW_MS = Date.UTC(2031, 0, 1);
const SETTINGS_READ = readSettings("gitlab", { env: () => undefined, config: () => undefined });
const TOKEN_INPUTS = [
	"project",
	"group",
	"name",
	"scopes",
	"username",
	"expiresAt",
	"expiresIn",
	"rotateBefore",
	"adopt",
	"connection",
	"__proto__",
];
const SET_INPUTS = [
	"tokens",
	"scopes",
	"overlap",
	"onKeyFailure",
	"maxDeletions",
	"expiresIn",
	"connection",
	"__proto__",
];
const REQUEST = { method: "GET", path: "/projects/5" } as const;

/** Every function that receives input from outside, with what it may throw besides the family's errors. */
const FUNCTIONS: Readonly<
	Record<
		string,
		{ of: fc.Arbitrary<unknown[]>; call: (...args: never[]) => unknown; throws?: typeof TypeError }
	>
> = {
	parseDuration: { of: fc.tuple(anyText), call: parseDuration },
	parseInstant: { of: fc.tuple(anyValue), call: parseInstant },
	wireInstant: { of: fc.tuple(anyText), call: wireInstant },
	parseOwnerRef: { of: fc.tuple(fc.constantFrom("project", "group"), anyValue), call: parseOwnerRef },
	parseScope: { of: fc.tuple(anyValue), call: parseScope },
	parseTokenId: { of: fc.tuple(anyText), call: parseTokenId },
	parseShortTokenId: { of: fc.tuple(anyText), call: parseShortTokenId },
	suggestion: { of: fc.tuple(anyText), call: (text: string) => suggestion(text, TOKEN_INPUTS) },
	isUnknown: { of: fc.tuple(anyValue), call: isUnknown },
	redact: { of: fc.tuple(anyText), call: redact },
	normalizeBaseUrl: { of: fc.tuple(anyText), call: normalizeBaseUrl },
	readSettings: {
		of: fc.tuple(fc.constantFrom(...(Object.keys(SETTINGS) as SettingName[])), anyText, anyText),
		call: (name: SettingName, text: string, connection: string) =>
			readSettings(text.length % 2 === 0 ? "gitlab" : connection, {
				env: () => undefined,
				config: (key) => (key === `gitlab:${name}` ? text : undefined),
			}),
	},
	requestedWaitMs: {
		of: fc.tuple(anyHeaders),
		call: (headers: object) => requestedWaitMs(new Map(Object.entries(headers)), NOW_MS),
	},
	nextPage: {
		of: fc.tuple(anyHeaders),
		call: (headers: object) => nextPage({ headers: new Map(Object.entries(headers)) }),
	},
	httpError: {
		of: fc.tuple(fc.integer({ min: 100, max: 599 }), anyHeaders, anyJson),
		call: (status: number, headers: object, text: string) => {
			const received = { status, headers: new Map(Object.entries(headers)), text };
			expect(errorDetail(received).length).to.be.lessThan(400);
			return httpError(REQUEST, received, SETTINGS_READ);
		},
	},
	parseResponse: {
		of: fc.tuple(fc.constantFrom(...Object.values(schemas)), anyJson),
		call: (schema: typeof schemas.idWire, text: string) =>
			parseResponse(REQUEST, { status: 200, headers: new Map(), text }, schema),
	},
	readState: { of: fc.tuple(anyText, anyValue), call: readState },
	readSetState: { of: fc.tuple(anyText, anyValue), call: readSetState },
	parseContents: { of: fc.tuple(anyJson), call: parseContents },
	checkDeployToken: {
		of: fc.tuple(anyInputs(TOKEN_INPUTS)),
		call: (raw: Record<string, unknown>) => checkDeployToken(raw, NOW_MS),
	},
	checkDeployTokenSet: {
		of: fc.tuple(anyInputs(SET_INPUTS), anyInputs(SET_INPUTS), anyJson),
		call: (olds: object, news: object, tokens: string) =>
			checkDeployTokenSet(olds, { ...news, tokens }, NOW_MS),
	},
	secretFormats: {
		of: fc.tuple(fc.constantFrom(...FORMATS), anyText, anyText, anyText),
		call: (format: (typeof FORMATS)[number], username: string, password: string, text: string) =>
			format({ username, password }, text),
	},
};

describe("hostile input", function () {
	this.timeout(600_000);

	before(() => rememberSecret("a-secret-that-this-process-knows"));

	for (const [name, { of, call, throws }] of Object.entries(FUNCTIONS))
		it(`makes ${name} neither hang, nor pollute a prototype, nor throw an unexpected error`, () => {
			fc.assert(
				fc.property(of, (args) => {
					const before = process.cpuUsage();
					try {
						(call as (...all: unknown[]) => unknown)(...args);
					} catch (error) {
						const expected =
							isGitLabDeployTokenError(error) || (throws !== undefined && error instanceof throws);
						if (!expected) throw error;
					}
					// The processor's time, since a busy machine lets a process wait.
					expect(process.cpuUsage(before).user / 1_000).to.be.lessThan(LINEAR_MS);
					expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
					expect(Object.keys(Object.prototype)).to.deep.equal([]);
				}),
				{ numRuns: RUNS },
			);
		});
});
