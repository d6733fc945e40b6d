import { expect } from "chai";
import fc from "fast-check";
import {
	canonicalScopes,
	KNOWN_SCOPES,
	parseScope,
	sameScopes,
	unknownScopeAdvice,
} from "../../../../../provider/model/values/scopes";
import { itHolds } from "../../../../support/it-holds";
import { scopeSets } from "../token/declarations";

const known = fc.array(fc.constantFrom<string>(...KNOWN_SCOPES));
const shuffled = (scopes: readonly string[]) =>
	fc.shuffledSubarray([...scopes, ...scopes], { minLength: scopes.length * 2, maxLength: scopes.length * 2 });

describe("KNOWN_SCOPES", () => {
	it("are GitLab's seven scopes, in GitLab's order", () => {
		expect(KNOWN_SCOPES).to.deep.equal([
			"read_repository",
			"read_registry",
			"write_registry",
			"read_package_registry",
			"write_package_registry",
			"read_virtual_registry",
			"write_virtual_registry",
		]);
	});
});

describe("canonicalScopes", () => {
	itHolds("returns known scopes once each, in GitLab's order", known, (scopes) => {
		expect(canonicalScopes(scopes)).to.deep.equal(KNOWN_SCOPES.filter((scope) => scopes.includes(scope)));
	});

	it("returns unknown scopes after the known ones, by name", () => {
		expect(canonicalScopes(["z_new", "write_registry", "a_new", "read_repository", "z_new"])).to.deep.equal([
			"read_repository",
			"write_registry",
			"a_new",
			"z_new",
		]);
	});

	itHolds(
		"ignores order and repetition, and is idempotent",
		scopeSets.chain((scopes) => fc.tuple(fc.constant(scopes), shuffled(scopes))),
		([scopes, other]) => {
			const canonical = canonicalScopes(scopes);
			expect(canonicalScopes(other)).to.deep.equal(canonical);
			expect(canonicalScopes(canonical)).to.deep.equal(canonical);
			expect(new Set(canonical)).to.deep.equal(new Set(scopes));
		},
	);
});

describe("sameScopes", () => {
	itHolds("compares the granted permissions", scopeSets, scopeSets, (one, other) => {
		const equal =
			new Set(one).size === new Set([...one, ...other]).size && new Set(one).size === new Set(other).size;
		expect(sameScopes(one, other)).to.equal(equal);
		expect(sameScopes(other, one)).to.equal(equal);
		expect(sameScopes(one, [...one].reverse())).to.equal(true);
	});
});

describe("parseScope", () => {
	for (const scope of KNOWN_SCOPES)
		it(`accepts ${scope}`, () => {
			expect(parseScope(scope)).to.deep.equal({ value: scope });
			expect(unknownScopeAdvice(scope)).to.equal(undefined);
		});

	const misspelled: [string, string][] = [
		["READ_REGISTRY", "read_registry"],
		["Read_Registry", "read_registry"],
		["read-registry", "read_registry"],
		["readRegistry", "read_registry"],
		["read registry", "read_registry"],
		["read.package.registry", "read_package_registry"],
	];
	for (const [text, meant] of misspelled)
		it(`refuses ${JSON.stringify(text)} and names ${meant}`, () => {
			expect(parseScope(text)).to.have.property("reason").that.includes(meant);
		});

	for (const value of [
		"",
		" ",
		"api!",
		"Ümlaut",
		"a".repeat(101),
		"1scope",
		"_scope",
		"read_registry\n",
		5,
		null,
		true,
		{},
		["read_registry"],
	])
		it(`refuses ${JSON.stringify(value).slice(0, 40)}`, () => {
			expect(parseScope(value))
				.to.have.property("reason")
				.that.matches(/is not (a scope|how GitLab spells it)/);
		});

	for (const value of ["READ_REGISTRY", "read-registry", "readRegistry", "write-package-registry"])
		it(`refuses ${value}, and names GitLab's spelling`, () => {
			const meant = value.startsWith("write") ? "write_package_registry" : "read_registry";
			expect(parseScope(value)).to.have.property("reason").that.includes(`write "${meant}"`);
		});

	it("names the existing scopes where none is similar", () => {
		expect(parseScope("%")).to.deep.equal({
			reason: `"%" is not a scope; the known scopes are ${KNOWN_SCOPES.join(", ")}`,
		});
		expect(parseScope("")).to.deep.equal({ reason: '"" is not a scope' });
	});

	it("accepts an unknown scope, with a suggestion in the warning", () => {
		expect(parseScope("read_model_registry")).to.deep.equal({ value: "read_model_registry" });
		expect(unknownScopeAdvice("read_model_registry")).to.include(KNOWN_SCOPES.join(", "));
		expect(parseScope("read_repositry")).to.deep.equal({ value: "read_repositry" });
		expect(unknownScopeAdvice("read_repositry")).to.include('did you mean "read_repository"?');
	});

	itHolds("never throws for any value", fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" })), (value) => {
		const scope = parseScope(value);
		if ("value" in scope)
			expect(scope.value)
				.to.equal(value)
				.and.to.match(/^[a-z][a-z0-9_]*$/);
		else expect(scope.reason).to.match(/^\S.*\S$/);
	});
});
