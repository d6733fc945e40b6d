import { expect } from "chai";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
import { declaredTokens, UNKNOWN } from "../../policy/src/index";
import { DEFAULTS, LIFETIME } from "../../policy/src/view/declared-tokens";
import { namesWhere } from "../../provider/model/token/fields";
import { kindOf } from "../../provider/model/values/resource-types";
import schema from "../../provider/schema.json";
import { TYPES } from "./harness";

describe("the declared tokens, for custom policies", () => {
	it("are found in the resources of both providers, by their types", () => {
		const types = [DeployToken, DeployTokenSet].map(
			(resource) => (resource as unknown as { __pulumiType: string }).__pulumiType,
		);
		expect([...types, ...Object.keys(schema.resources)]).to.have.members(Object.values(TYPES));
		expect(Object.values(TYPES).map(kindOf)).to.deep.equal(["token", "set", "token", "set"]);
		expect(declaredTokens({ type: "constructor", props: {} })).to.deep.equal([]);
	});

	it("inherit from a set what the provider lets them inherit", () => {
		expect(DEFAULTS).to.have.members(namesWhere("inSet", "default"));
		expect(LIFETIME).to.have.members(namesWhere("inSet", "lifetime"));
	});

	it("are one for a `DeployToken`, without its secret", () => {
		const props = { project: 5, name: "ci", scopes: ["read_registry"], token: "gldt-1", expiresIn: "9d" };
		expect(declaredTokens({ type: TYPES.packagedToken, props })).to.deep.equal([
			{
				key: undefined,
				project: 5,
				group: undefined,
				name: "ci",
				scopes: ["read_registry"],
				username: undefined,
				expiresAt: undefined,
				expiresIn: "9d",
				rotateBefore: undefined,
				adopts: false,
				inherited: [],
			},
		]);
	});

	it("are one for each entry of a set, as a string and as a map, with what it inherits", () => {
		const tokens = {
			web: { project: "acme/web" },
			api: { group: "acme", name: "other", username: "api", expiresAt: "never", adopt: { tokenId: 7 } },
		};
		const defaults = { scopes: ["read_registry"], username: "all", expiresIn: "90d", rotateBefore: "14d" };
		const view = (type: string, text: unknown) =>
			declaredTokens({ type, props: { ...defaults, tokens: text } });
		const found = view(TYPES.dynamicSet, JSON.stringify(tokens));
		expect(found).to.deep.equal(view(TYPES.packagedSet, tokens));
		const common = { expiresAt: undefined, scopes: ["read_registry"] };
		expect(found[0]).to.include({
			key: "web",
			name: "web",
			username: "all",
			expiresIn: "90d",
			adopts: false,
		});
		expect(found[0]).to.deep.include({ ...common, inherited: [...DEFAULTS, ...LIFETIME] });
		expect(found[1]).to.include({ name: "other", username: "api", expiresIn: undefined, adopts: true });
		expect(found[1]).to.deep.include({ ...common, inherited: ["scopes"] });
	});

	it("are UNKNOWN in properties that are not known yet", () => {
		const props = Object.defineProperty({ name: "ci" }, "project", {
			get: () => {
				throw new Error("not known during preview");
			},
		});
		const [token] = declaredTokens({ type: TYPES.dynamicToken, props });
		expect(token).to.include({ project: UNKNOWN, group: undefined, name: "ci" });
	});
});
