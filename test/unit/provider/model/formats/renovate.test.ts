import { expect } from "chai";
import { renovateHostRules } from "../../../../../provider/model/formats/renovate";
import { itReadsBack, PLAIN } from "./read-back";

describe("renovateHostRules", () => {
	itReadsBack(
		"a rule",
		(credentials) => renovateHostRules(credentials, { matchHost: "gitlab.example.com" }),
		(text) => {
			const [{ username, password }] = JSON.parse(text);
			return { username, password };
		},
	);

	const { username, password } = PLAIN;
	for (const [args, rule] of [
		[
			{ matchHost: "registry.example.com:5050" },
			{ matchHost: "registry.example.com:5050", username, password },
		],
		[
			{ matchHost: "https://gitlab.example.com/api/v4/projects/5/packages/pypi", hostType: "pypi" },
			{
				hostType: "pypi",
				matchHost: "https://gitlab.example.com/api/v4/projects/5/packages/pypi",
				username,
				password,
			},
		],
		[
			{ matchHost: "gitlab.example.com", hostType: "npm" },
			{ hostType: "npm", matchHost: "gitlab.example.com", token: password },
		],
		[
			{ matchHost: "gitlab.example.com", hostType: "terraform-module" },
			{ hostType: "terraform-module", matchHost: "gitlab.example.com", token: password },
		],
	] as const)
		it(`is a list with the rule for ${JSON.stringify(args)}`, () => {
			expect(JSON.parse(renovateHostRules(PLAIN, args))).to.deep.equal([rule]);
		});
});
