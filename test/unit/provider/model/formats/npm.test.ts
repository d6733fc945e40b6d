import { expect } from "chai";
import ini from "ini";
import { npmrc } from "../../../../../provider/model/formats/npm";
import { itReadsBack, PLAIN } from "./read-back";

const REGISTRY = "https://gitlab.example.com/api/v4/projects/5/packages/npm/";
const KEY = "//gitlab.example.com/api/v4/projects/5/packages/npm/:_authToken";

describe("npmrc", () => {
	itReadsBack(
		"a line",
		(credentials) => npmrc(credentials, { registryUrl: REGISTRY }),
		(text) => ({ password: ini.parse(text)[KEY] }),
	);

	for (const [registryUrl, key] of [
		[REGISTRY, "//gitlab.example.com/api/v4/projects/5/packages/npm/"],
		[REGISTRY.slice(0, -1), "//gitlab.example.com/api/v4/projects/5/packages/npm/"],
		["gitlab.example.com:8443/api/v4/packages/npm", "//gitlab.example.com:8443/api/v4/packages/npm/"],
		["https://gitlab.example.com:443/npm", "//gitlab.example.com/npm/"],
		["https://gitlab.example.com", "//gitlab.example.com/"],
		["https://u:p@gitlab.example.com/npm?x=1#y", "//gitlab.example.com/npm/"],
		[
			"https://gitlab.example.com/api/v4/projects/a%2Fb/packages/npm/",
			"//gitlab.example.com/api/v4/projects/a%2Fb/packages/npm/",
		],
	] as const)
		it(`is the line for ${registryUrl}`, () => {
			expect(npmrc(PLAIN, { registryUrl })).to.equal(`${key}:_authToken=${PLAIN.password}\n`);
		});

	for (const scope of ["@group", "group"])
		it(`names the registry of the packages of ${scope}`, () => {
			expect(ini.parse(npmrc(PLAIN, { registryUrl: REGISTRY, scope }))).to.deep.equal({
				"@group:registry": REGISTRY,
				[KEY]: PLAIN.password,
			});
		});

	for (const [property, args] of [
		["scope", { scope: "@a/b" }],
		["scope", { scope: "" }],
		["scope", { scope: "a@b" }],
		["scope", { scope: "a=b" }],
		["registryUrl", { registryUrl: "https://gitlab.example.com/a=b" }],
		["password", { password: `a$${"{HOME}"}` }],
	] as const)
		it(`refuses ${JSON.stringify(args)}, which npm would read differently`, () => {
			const { password = PLAIN.password, ...rest } = args as { password?: string };
			expect(() => npmrc({ ...PLAIN, password }, { registryUrl: REGISTRY, ...rest })).to.throw(
				new RegExp(`^\`${property}\` `),
			);
		});
});
