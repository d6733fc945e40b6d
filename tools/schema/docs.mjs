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
	/** @type {Map<string, string>} */
	const members = new Map();
	let text = "";
	for (const statement of statements(path)) {
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

/** The declarations of a file. @param {string} path below `provider/` */
function statements(path) {
	const text = readFileSync(join(PROVIDER, path), "utf8");
	return [...ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements];
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

/**
 * A parameter of a method, or one of its options.
 * @typedef {{ name: string, text: string, type: "string" | "boolean", required: boolean }} Parameter
 */

/**
 * The methods of a class, with their parameters; an object of options counts as its members, which interfaces in
 * `optionsFrom` describe.
 * @param {string} path below `provider/`
 * @param {string} name
 * @param {readonly string[]} optionsFrom files below `provider/`
 * @returns {Map<string, { text: string, parameters: Parameter[] }>}
 */
export function methods(path, name, optionsFrom) {
	const interfaces = new Map(
		optionsFrom.flatMap((file) =>
			statements(file)
				.filter(ts.isInterfaceDeclaration)
				.map((node) => [node.name.text, node]),
		),
	);
	/** @param {string} type @returns {Parameter[]} */
	const optionsOf = (type) => {
		const found = interfaces.get(type);
		if (found === undefined) throw new Error(`no file describes ${type}`);
		const inherited = [...(found.heritageClauses ?? [])].flatMap(({ types }) =>
			types.flatMap((parent) => optionsOf(parent.getText())),
		);
		return [
			...inherited,
			...found.members
				.filter(ts.isPropertySignature)
				.map((member) => parameterOf(member.name.getText(), textOf(member), member.type?.getText(), false)),
		];
	};
	const found = statements(path).find((node) => ts.isClassDeclaration(node) && node.name?.text === name);
	if (found === undefined || !ts.isClassDeclaration(found)) throw new Error(`${path} has no class ${name}`);
	return new Map(
		found.members
			.filter(ts.isMethodDeclaration)
			.filter((method) => ts.isIdentifier(method.name))
			.map((method) => [
				method.name.getText(),
				{
					text: textOf(method),
					parameters: method.parameters.flatMap((parameter) => {
						const type = parameter.type?.getText() ?? "";
						const [, options] = /^Given<(\w+)>$/.exec(type) ?? [];
						if (options !== undefined) return optionsOf(options);
						const tag = ts.getJSDocParameterTags(parameter)[0];
						const text = ts.getTextOfJSDocComment(tag?.comment) ?? "";
						return [parameterOf(parameter.name.getText(), text, type, true)];
					}),
				},
			]),
	);
}

/** @param {string} name @param {string} text @param {string | undefined} type @param {boolean} required @returns {Parameter} */
function parameterOf(name, text, type, required) {
	return { name, text, type: type?.startsWith("boolean") ? "boolean" : "string", required };
}
