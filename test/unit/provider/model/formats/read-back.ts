import { expect } from "chai";
import fc from "fast-check";
import { isGitLabDeployTokenError } from "../../../../../provider/api/errors";
import type { Credentials } from "../../../../../provider/model/formats/text";
import { usernames } from "../token/declarations";

export const PLAIN: Credentials = {
	username: "gitlab+deploy-token-1",
	password: "gldt-0123456789abcdefghij",
};

/** As GitLab makes them. */
export const ordinary = fc.record({
	username: usernames,
	password: fc.stringMatching(/^(gldt-)?[A-Za-z0-9_-]{20}$/),
});

/** Signs that some format gives a meaning, and letters around them. */
const SIGNS = [
	..."aZ09-_.+~ \t\n\r\"'`\\$%{}[]()<>&;#=:/@!?,|*^é\u00a0\u2028😀",
	"${",
	"%{",
	"\ud800",
	"]]>",
	"&amp;",
];

const text = fc.oneof(
	fc.string({ unit: fc.constantFrom(...SIGNS), minLength: 1, maxLength: 12 }),
	fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
	fc.constantFrom("true", "null", "0", "1e3", " a", "a ", "__proto__", "constructor"),
);

/** As no GitLab makes them. */
const strange = fc.record({
	username: fc.oneof(usernames, text),
	password: fc.oneof(
		ordinary.map((o) => o.password),
		text,
	),
});

export const hosts = fc
	.tuple(fc.domain(), fc.option(fc.integer({ min: 1024, max: 65535 })))
	.map(([domain, port]) => (port === null ? domain : `${domain}:${port}`));

/**
 * A format is read again by a parser of it: what GitLab makes always, anything else exactly or it is refused by the
 * name of the property, without its value.
 */
export function itReadsBack(
	what: string,
	write: (credentials: Credentials) => string,
	read: (text: string) => Partial<Credentials>,
	numRuns = 300,
): void {
	it(`is ${what} from which the credentials can be read again, whatever characters they have`, () => {
		fc.assert(
			fc.property(ordinary, (credentials) => {
				expect(credentials).to.deep.include(read(write(credentials)));
			}),
			{ numRuns: Math.min(numRuns, 100) },
		);
		fc.assert(
			fc.property(strange, (credentials) => {
				const written = attempt(() => write(credentials));
				if (written instanceof Error) expectRefusal(written, credentials);
				else expect(credentials).to.deep.include(read(written));
			}),
			{ numRuns },
		);
	});
}

/** The same for a file with the credentials of several tokens, each under a key of its own, in their order. */
export function itReadSeveralBack(
	what: string,
	write: (credentials: readonly Credentials[]) => string,
	read: (text: string) => readonly Credentials[],
): void {
	it(`has ${what} for each, from which its credentials can be read again`, () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(ordinary, strange), { minLength: 1, maxLength: 4 }), (credentials) => {
				const written = attempt(() => write(credentials));
				if (written instanceof Error) {
					const failed = credentials.find((each) => attempt(() => write([each])) instanceof Error);
					if (failed === undefined) throw written;
					expectRefusal(written, failed);
				} else
					expect(read(written).map(({ username, password }) => ({ username, password }))).to.deep.equal(
						credentials,
					);
			}),
			{ numRuns: 150 },
		);
	});
}

export function attempt(write: () => string): string | Error {
	try {
		return write();
	} catch (error) {
		if (error instanceof Error) return error;
		throw error;
	}
}

function expectRefusal(error: Error, { username, password }: Credentials): void {
	expect(isGitLabDeployTokenError(error, "INPUT_INVALID"), error.stack).to.equal(true);
	expect(error.message).to.match(/^`(?:username|password)` /);
	for (const value of [username, password].filter((value) => value.length > 8))
		expect(error.message).to.not.contain(value);
}
