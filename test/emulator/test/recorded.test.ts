import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { RackParameterError } from "../src/rack/errors";
import { parseNestedQuery } from "../src/rack/nested-query";
import { postParams } from "../src/rack/request-body";
import { parseRubyDateTime } from "../src/ruby/date-time";
import { renderInstant } from "../src/world/instant";

/** What Ruby's own libraries made of a text; the source names their versions. */
function recorded<Case>(name: string): { cases: Case[] } {
	return JSON.parse(readFileSync(join(__dirname, "recorded", name), "utf8"));
}

/** The parameters as plain values, a file by its name; `error` where Rack raises. */
function outcome(read: () => Record<string, unknown>): unknown {
	try {
		return simplify(read());
	} catch (error) {
		if (error instanceof RackParameterError) return "error";
		throw error;
	}
}

function simplify(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(simplify);
	if (typeof value !== "object" || value === null) return value;
	if ("filename" in value) return { filename: value.filename };
	const members = Object.entries(value).map(([key, member]) => [key, simplify(member)] as const);
	return Object.fromEntries(members);
}

describe("the ports of Ruby's parsers", () => {
	const dates = recorded<[string, string | null]>("dates.json");
	it(`read ${dates.cases.length} dates like Ruby's DateTime.parse`, () => {
		for (const [text, expected] of dates.cases) {
			const instantMs = parseRubyDateTime(text, Date.UTC(2026, 10, 25));
			const shown = instantMs === undefined ? null : renderInstant(instantMs, "UTC");
			expect(shown, JSON.stringify(text)).to.equal(expected);
		}
	});

	const queries = recorded<["&;" | "&", string, unknown]>("queries.json");
	it(`read ${queries.cases.length} queries and forms like Rack`, () => {
		for (const [separators, text, expected] of queries.cases)
			expect(
				outcome(() => parseNestedQuery(text, separators)),
				text,
			).to.deep.equal(expected);
	});

	const multipart = recorded<[string, string, unknown]>("multipart.json");
	it(`read ${multipart.cases.length} multipart bodies like Rack`, () => {
		for (const [type, body, expected] of multipart.cases)
			expect(
				outcome(() => postParams("POST", type, Buffer.from(body, "latin1"))),
				JSON.stringify(body),
			).to.deep.equal(expected);
	});
});
