import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { KNOWN_SCOPES } from "../../provider/model/values/scopes";
import { ROOT } from "./source-files";

const FILE = join(ROOT, "examples", "quickstart", "completion.ts");
const PROGRAM = `import { DeployToken } from "pulumi-gitlab-deploy-tokens";
new DeployToken("pull", { project: 5, scopes: ["|"] });
`;

describe("an editor", function () {
	this.timeout(180_000);

	it("completes the scopes that are known", () => {
		const options: ts.CompilerOptions = {
			strict: true,
			module: ts.ModuleKind.NodeNext,
			target: ts.ScriptTarget.ES2022,
			skipLibCheck: true,
		};
		const at = PROGRAM.indexOf("|");
		const text = PROGRAM.replace("|", "");
		const service = ts.createLanguageService({
			readFile: ts.sys.readFile,
			readDirectory: ts.sys.readDirectory,
			directoryExists: ts.sys.directoryExists,
			useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
			getCompilationSettings: () => options,
			getScriptFileNames: () => [FILE],
			getScriptVersion: () => "1",
			getScriptSnapshot: (name) => {
				const source = name === FILE ? text : ts.sys.readFile(name);
				return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
			},
			getCurrentDirectory: () => ROOT,
			getDefaultLibFileName: ts.getDefaultLibFilePath,
			fileExists: (name) => name === FILE || ts.sys.fileExists(name),
		});
		const offered = service.getCompletionsAtPosition(FILE, at, {})?.entries.map(({ name }) => name);
		expect(offered).to.have.members([...KNOWN_SCOPES]);
	});
});
