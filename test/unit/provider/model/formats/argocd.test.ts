import { expect } from "chai";
import { argoCdRepoCreds, argoCdRepository } from "../../../../../provider/model/formats/argocd";
import { PLAIN } from "./read-back";

const PROJECT = "https://gitlab.example.com/group/project.git";
const CHARTS = "https://gitlab.example.com/api/v4/projects/5/packages/helm/stable";

describe("argoCdRepository", () => {
	for (const [what, args, data] of [
		["a git repository", { url: PROJECT }, { type: "git", url: PROJECT }],
		[
			"one that a project of Argo CD uses",
			{ url: PROJECT, project: "shop", name: "web" },
			{ type: "git", url: PROJECT, project: "shop", name: "web" },
		],
		[
			"GitLab's Helm charts",
			{ url: CHARTS, type: "helm", name: "charts" },
			{ type: "helm", url: CHARTS, name: "charts" },
		],
		[
			"charts in the container registry, without a scheme",
			{ url: "registry.example.com:5050/group/charts/", type: "helm", enableOCI: true, name: "charts" },
			{ type: "helm", url: "registry.example.com:5050/group/charts", enableOCI: "true", name: "charts" },
		],
	] as const)
		it(`is the data of ${what}: text only`, () => {
			expect(argoCdRepository(PLAIN, args)).to.deep.equal({ ...data, ...PLAIN });
		});

	for (const [what, args, message] of [
		["charts without a name", { url: CHARTS, type: "helm" }, "`name` is missing; Argo CD needs it for Helm."],
		["another type", { url: PROJECT, type: "svn" }, '`type` must be "git" or "helm".'],
		["OCI for git", { url: PROJECT, enableOCI: true }, '`enableOCI` needs `type: "helm"`.'],
		["a text for a flag", { url: CHARTS, type: "helm", enableOCI: "true" }, "`enableOCI` is neither"],
		["an address of SSH", { url: "ssh://git@gitlab.example.com/a.git" }, "`url` is not an address"],
	] as const)
		it(`refuses ${what}`, () => {
			expect(() => argoCdRepository(PLAIN, args as never)).to.throw(message);
		});
});

describe("argoCdRepoCreds", () => {
	it("is the data for everything below an address, without other credentials in it", () => {
		expect(argoCdRepoCreds(PLAIN, { url: "https://u:p@gitlab.example.com/group/" })).to.deep.equal({
			type: "git",
			url: "https://gitlab.example.com/group/",
			...PLAIN,
		});
	});
});
