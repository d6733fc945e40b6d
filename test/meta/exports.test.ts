import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { ROOT } from "./source-files";

/** The public names. A name that is removed, or changes its kind, breaks users' programs. */
const VALUES = [
	"DeployToken",
	"DeployTokenSet",
	"ERROR_CODES",
	"GitLabDeployTokenError",
	"GitLabHttpError",
	"GitLabNetworkError",
	"GroupTreeTokens",
	"KNOWN_SCOPES",
	"composerAuth",
	"dockerConfigJson",
	"getDeployToken",
	"getDeployTokenOutput",
	"isGitLabDeployTokenError",
	"iterateDeployTokens",
	"iterateGroups",
	"iterateProjects",
	"listDeployTokens",
	"listDeployTokensOutput",
	"listGroups",
	"listGroupsOutput",
	"listProjects",
	"listProjectsOutput",
	"mavenSettings",
	"nugetConfig",
];
const TYPES = [
	"AdoptArgs",
	"ArgoCdOptions",
	"ArgoCdRepositoryOptions",
	"ComposerHostArgs",
	"ConnectionOptions",
	"Credentials",
	"CredentialsInput",
	"DeployTokenArgs",
	"DeployTokenCredentials",
	"DeployTokenInfo",
	"DeployTokenOwnerArgs",
	"DeployTokenSetArgs",
	"DeployTokenSetEntry",
	"DeployTokenSource",
	"EnvironmentVariable",
	"ErrorCode",
	"GetDeployTokenArgs",
	"GroupInfo",
	"GroupTreeGroup",
	"GroupTreeOverrides",
	"GroupTreeProject",
	"GroupTreeSelection",
	"GroupTreeTokensArgs",
	"InsteadOfOptions",
	"JavaOptions",
	"KeyFailureMode",
	"KnownScope",
	"ListDeployTokensOptions",
	"ListGroupsArgs",
	"ListProjectsArgs",
	"MavenServerArgs",
	"NpmrcOptions",
	"NugetOptions",
	"NugetSourceArgs",
	"PipConfOptions",
	"ProjectInfo",
	"PypircOptions",
	"RegistryCredentialsArgs",
	"RenovateOptions",
	"Scope",
	"TokenStatus",
];

describe("the package's exports", function () {
	this.timeout(120_000);

	it("are these values", () => {
		expect(Object.keys(require("pulumi-gitlab-deploy-tokens"))).to.have.members(VALUES);
	});

	it("are these names in the types, the values among them", () => {
		const entry = join(ROOT, "provider", "dist", "index.d.ts");
		const program = ts.createProgram([entry], { module: ts.ModuleKind.Node16, skipLibCheck: true });
		const file = program.getSourceFile(entry);
		const symbol = file && program.getTypeChecker().getSymbolAtLocation(file);
		const names =
			symbol &&
			program
				.getTypeChecker()
				.getExportsOfModule(symbol)
				.map(({ name }) => name);
		expect(names).to.have.members([...VALUES, ...TYPES]);
	});

	it("reach no file but the entries", () => {
		for (const path of ["dist/index.js", "dist/api/client.js", "api/client", "runtime/index"])
			expect(() => require(`pulumi-gitlab-deploy-tokens/${path}`), path).to.throw(
				/not exported|not defined by "exports"/,
			);
	});
});
