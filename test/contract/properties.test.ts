import { expect } from "chai";
import * as fc from "fast-check";
import { allScopes, owners, project } from "./deploy-token-routes";
import { create, ids, read } from "./expectations";
import { control, itNeeds, useTarget } from "./target";
import { row, world } from "./world";

const runs = { numRuns: 30 };
const oneOfOwners = fc.constantFrom(...owners);

describe("properties of every create", () => {
	useTarget();

	it("any choice of scopes, in any order and number, is returned once each in canonical order", async function () {
		this.timeout(30_000);
		const choice = fc.array(fc.constantFrom(...allScopes), { minLength: 1, maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(oneOfOwners, choice, fc.boolean(), async (owner, chosen, asText) => {
				const made = await create(owner, { name: "n", scopes: asText ? chosen.join(",") : chosen });
				expect(made.scopes).to.deep.equal(allScopes.filter((scope) => chosen.includes(scope)));
			}),
			runs,
		);
	});

	it("any name of up to 255 characters is returned as it was sent", async function () {
		this.timeout(30_000);
		const character = fc
			.string({ unit: "binary", minLength: 1, maxLength: 1 })
			.filter((text) => text !== "\0");
		const name = fc.array(character, { maxLength: 255 }).map((characters) => characters.join(""));
		await fc.assert(
			fc.asyncProperty(oneOfOwners, name, async (owner, sent) => {
				const made = await create(owner, { name: sent, scopes: ["read_repository"] });
				expect(made.name).to.equal(sent);
				expect(read(await owner.get(made.id)).name).to.equal(sent);
			}),
			runs,
		);
	});

	it("a username is accepted if and only if all of its characters are allowed", async function () {
		this.timeout(30_000);
		const usual = fc.constantFrom(..."abzAZ059._-+");
		const odd = fc.constantFrom(..." @/:,é\n\t'\"<", "😀");
		const username = fc
			.array(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd }), { minLength: 1 })
			.map((characters) => characters.join(""))
			.filter((text) => text.trim() !== "");
		await fc.assert(
			fc.asyncProperty(oneOfOwners, username, async (owner, sent) => {
				const response = await owner.create({ name: "n", scopes: ["read_repository"], username: sent });
				if (/^[a-zA-Z0-9.+_-]+$/.test(sent) && !sent.endsWith("\n"))
					expect(read(response, 201).username).to.equal(sent);
				else
					expect(response.text).to.equal(
						`{"message":"Username can contain only letters, digits, '_', '-', '+', and '.'"}`,
					);
			}),
			runs,
		);
	});

	it("any instant in any offset is returned as that instant in UTC, to the millisecond", async function () {
		this.timeout(30_000);
		const moment = fc.date({
			min: new Date("1900-01-01T00:00:00Z"),
			max: new Date("2999-12-30T00:00:00Z"),
			noInvalidDate: true,
		});
		const offsetMinutes = fc.integer({ min: -12 * 60, max: 14 * 60 });
		await fc.assert(
			fc.asyncProperty(oneOfOwners, moment, offsetMinutes, async (owner, instant, minutes) => {
				const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, -1);
				const size = Math.abs(minutes);
				const two = (part: number) => String(Math.trunc(part)).padStart(2, "0");
				const offset = `${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
				const body = { name: "n", scopes: ["read_repository"], expires_at: `${local}${offset}` };
				expect((await create(owner, body)).expires_at).to.equal(instant.toISOString());
			}),
			runs,
		);
	});
});

describe("properties of every list", () => {
	useTarget();

	itNeeds("control", "any page and per_page select from the same list", async function () {
		this.timeout(30_000);
		const total = 45;
		const rows = Array.from({ length: total }, (_, index) => row(index + 1, { project: "grp/proj" }));
		await control().reset(world({ deployTokens: rows }));
		const size = fc.integer({ min: -3, max: 130 }).filter((value) => value !== 0);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: -3, max: 12 }), size, async (page, perPage) => {
				const response = await project.list(`page=${page}&per_page=${perPage}`);
				const at = Math.max(page, 1);
				const per = perPage < 0 ? 20 : Math.min(perPage, 100);
				const pages = Math.ceil(total / per);
				const expected = rows.slice((at - 1) * per, at * per).map(({ id }) => id);
				expect(ids(response)).to.deep.equal(expected);
				expect(response.headers).to.include({
					"x-page": String(at),
					"x-per-page": String(per),
					"x-next-page": at < pages ? String(at + 1) : "",
					"x-prev-page": at > 1 && at <= pages ? String(at - 1) : "",
					"x-total": String(total),
					"x-total-pages": String(pages),
				});
				const relations = [
					...(at > 1 && at <= pages ? ["prev"] : []),
					...(at < pages ? ["next"] : []),
					"first",
					"last",
				];
				const shown = [...String(response.headers.link).matchAll(/rel="(\w+)"/g)].map(([, name]) => name);
				expect(shown).to.deep.equal(relations);
			}),
			{ numRuns: 100 },
		);
	});
});
