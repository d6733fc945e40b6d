import { expect } from "chai";
import fc from "fast-check";
import { terraformrc, terraformToken } from "../../../../../provider/model/formats/terraform";
import { itHolds } from "../../../../support/it-holds";
import { hosts, itReadsBack, PLAIN } from "./read-back";

/** HCL 1, in which Terraform's CLI configuration is; without types of its own. */
const hcl = require("gopher-hcl") as {
	parse(text: string): Record<string, Record<string, { token: string }>>;
};

describe("terraformToken", () => {
	/** As Terraform reads the names of its variables. */
	const hostOf = (name: string) =>
		name
			.replace(/^TF_TOKEN_/, "")
			.replaceAll("__", "-")
			.replaceAll("_", ".");

	for (const [host, name] of [
		["gitlab.com", "TF_TOKEN_gitlab_com"],
		["https://GitLab.Example.com/group", "TF_TOKEN_gitlab_example_com"],
		["git-lab.example.com", "TF_TOKEN_git__lab_example_com"],
		["café.fr", "TF_TOKEN_xn____caf__dma_fr"],
		["gitlab.example.com:443", "TF_TOKEN_gitlab_example_com"],
	] as const)
		it(`names the variable for ${host}`, () => {
			expect(terraformToken(PLAIN, { host })).to.deep.equal({ name, value: PLAIN.password });
		});

	itHolds("has a name that a shell accepts, and from which Terraform finds the host", fc.domain(), (host) => {
		const { name } = terraformToken(PLAIN, { host });
		expect(name).to.match(/^[A-Za-z_][A-Za-z0-9_]*$/);
		expect(hostOf(name)).to.equal(new URL(`https://${host}`).hostname);
	});

	for (const [host, message] of [
		[
			"gitlab.example.com:8443",
			"`host` has a port, which a variable's name cannot represent; use `terraformrc`.",
		],
		[
			"git_lab.example.com",
			"`host` contains an underscore, which the name of the variable cannot represent.",
		],
		["[::1]", "`host` contains an IPv6 address, which Terraform's host names cannot represent."],
	] as const)
		it(`refuses ${host}`, () => {
			expect(() => terraformToken(PLAIN, { host })).to.throw(message);
		});
});

describe("terraformrc", () => {
	itReadsBack(
		"a block",
		(credentials) => terraformrc(credentials, { host: "gitlab.example.com" }),
		(text) => ({ password: hcl.parse(text).credentials?.["gitlab.example.com"]?.token ?? "" }),
	);

	itHolds("names the host with its port", hosts, (host) => {
		const { credentials = {} } = hcl.parse(terraformrc(PLAIN, { host }));
		expect(Object.keys(credentials)).to.deep.equal([new URL(`https://${host}`).host]);
	});
});
