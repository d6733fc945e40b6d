// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const PROVIDER = fileURLToPath(new URL("../../provider", import.meta.url));

/**
 * The documentation of a type, an interface or a class and of its members, as the sources have it.
 * @param {string} path below `provider/`
 * @param {string} name
 * @returns {{ text: string, members: Map<string, string> }}
 */
export function documentation(path, name) {
	const source = ts.createSourceFile(
		path,
		readFileSync(join(PROVIDER, path), "utf8"),
		ts.ScriptTarget.Latest,
		true,
	);
	/** @type {Map<string, string>} */
	const members = new Map();
	let text = "";
	for (const statement of source.statements) {
		const isDeclaration =
			ts.isInterfaceDeclaration(statement) ||
			ts.isTypeAliasDeclaration(statement) ||
			ts.isClassDeclaration(statement);
		if (!isDeclaration || statement.name?.text !== name) continue;
		text = textOf(statement);
		collect(statement, members);
	}
	if (text === "") throw new Error(`${path} documents no ${name}`);
	return { text, members };
}

/** @param {ts.Node} node @param {Map<string, string>} members */
function collect(node, members) {
	ts.forEachChild(node, (child) => {
		const isMember =
			ts.isPropertySignature(child) || ts.isPropertyDeclaration(child) || ts.isGetAccessorDeclaration(child);
		const text = isMember ? textOf(child) : "";
		if (isMember && text !== "") members.set(child.name.getText(), text);
		else collect(child, members);
	});
}

/** The text of a comment, its examples and links left out. @param {ts.Node} node */
function textOf(node) {
	const [doc] = ts.getJSDocCommentsAndTags(node);
	const text = (doc && ts.getTextOfJSDocComment(doc.comment)) ?? "";
	return text
		.replaceAll(/```[\s\S]*?```\n*/g, "")
		.replaceAll(/\{@link (\w+)\}/g, "`$1`")
		.trim();
}
