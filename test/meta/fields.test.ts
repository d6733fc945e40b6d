import { expect } from "chai";
import ts from "typescript";
import { FIELDS, type Field, type FieldName, INPUT_NAMES } from "../../provider/model/token/fields";
import { sourceFiles, visit } from "./source-files";

/** The documentation of each argument of a `DeployToken`, as one line. */
function argumentTexts(): Map<string, string> {
	const file = sourceFiles().find(({ path }) => path === "pulumi/deploy-token.ts");
	const texts = new Map<string, string>();
	for (const statement of file?.ast.statements ?? [])
		if (ts.isTypeAliasDeclaration(statement) && /^DeployToken(Owner)?Args$/.test(statement.name.text))
			visit(statement, (node) => {
				if (!ts.isPropertySignature(node)) return;
				const [doc] = ts.getJSDocCommentsAndTags(node);
				const text = doc && ts.getTextOfJSDocComment(doc.comment)?.replaceAll(/\s+/g, " ");
				if (text !== undefined) texts.set(node.name.getText(), text);
			});
	return texts;
}

describe("the table of fields", () => {
	const texts = argumentTexts();
	const field = (name: FieldName): Field => FIELDS[name];

	it("has the arguments of a DeployToken, whose documentation begins with its texts", () => {
		expect([...texts.keys()]).to.have.members(INPUT_NAMES);
		for (const name of INPUT_NAMES) expect(texts.get(name)).to.match(startingWith(field(name).meaning));
	});

	it("says what replaces a token as the documentation of the arguments does", () => {
		for (const name of INPUT_NAMES)
			expect(/Replaces: yes/.test(texts.get(name) ?? ""), name).to.equal(field(name).replaces);
	});

	it("replaces for everything that GitLab holds, and records everything but what only the program needs", () => {
		for (const name of INPUT_NAMES) {
			const { heldBy, replaces, isRecordable } = field(name);
			expect(replaces, name).to.equal(heldBy === "owner" || heldBy === "gitlab");
			expect(isRecordable !== undefined, name).to.equal(heldBy !== "program");
		}
	});
});

function startingWith(text: string): RegExp {
	return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}
