// @ts-check
import { createRequire } from "node:module";
import { documentation } from "./docs.mjs";
import { formatFunctions, formatTypes } from "./formats.mjs";

const require = createRequire(import.meta.url);
/** @type {Record<string, { replaces: boolean, inSet: string, missing?: string }>} */
const FIELDS = require("../../provider/dist/model/token/fields.js").FIELDS;
const { SETTINGS } = require("../../provider/dist/api/settings.js");
const { name: npmName, version, license } = require("../../provider/package.json");

const PACKAGE = "gitlab-deploy-tokens";
const TYPES = `#/types/${PACKAGE}:index:`;

/** @typedef {{ [name: string]: unknown }} Json */

/** Texts of the comments that concern TypeScript, and those for every language. Each must exist, or its comment changed. */
const IN_EVERY_LANGUAGE = [
	[" (`pulumi import` and the option `import` do not reach\ndynamic resources.)", ""],
	["\n(`2031-05-01T12:00:00+02:00`), or `Date`; compared", "\n(`2031-05-01T12:00:00+02:00`); compared"],
	[
		'Shape: its ID, also as a string (`"123"`, as other providers\' outputs are), or its full path',
		'Shape: its ID as a string (`"123"`), or its full path',
	],
	...["dockerConfigJson", "mavenSettings", "composerAuth", "nugetConfig"].map((name) => [
		`For several tokens in one file: the function \`${name}\`.\n`,
		"",
	]),
	["Shape: its ID, also as a string, or its full path", "Shape: its ID as a string, or its full path"],
];

/** Types of declared properties other than strings. @type {Readonly<Record<string, Json>>} */
const FIELD_TYPES = {
	scopes: { type: "array", items: { type: "string" } },
	adopt: { $ref: `${TYPES}Adoption` },
};

const text = { type: "string" };
const whole = { type: "integer" };
const flag = { type: "boolean" };
const texts = { type: "array", items: text };
const tokensByKey = { type: "object", additionalProperties: { $ref: `${TYPES}DeployTokenSetEntry` } };
const textMap = { type: "object", additionalProperties: text };

/** The schema, from the table of fields, the settings, and the comments of the classes. @returns {Json} */
export function deriveSchema() {
	const used = new Set();
	/** @param {string} comment */
	const plain = (comment) => {
		let result = comment;
		for (const [phrase, instead] of IN_EVERY_LANGUAGE)
			if (result.includes(String(phrase))) {
				used.add(phrase);
				result = result.replace(String(phrase), String(instead));
			}
		return result
			.replaceAll(/(?<!\n)\n(?!\n)(?!Shape:|Default:|Replaces:|Fails:|Source:)/g, " ")
			.replaceAll(" *Secret.*", "")
			.replaceAll(/(^|\. )`undefined`/g, "$1Absent")
			.replaceAll("`undefined`", "absent");
	};
	/**
	 * The named members of a documented type, with their types here.
	 * @param {Map<string, string>} members
	 * @param {Record<string, Json>} types
	 */
	const properties = (members, types) =>
		Object.fromEntries(
			Object.entries(types).map(([name, type]) => {
				const comment = members.get(name);
				if (comment === undefined) throw new Error(`${name} has no comment`);
				return [name, { ...type, description: plain(comment) }];
			}),
		);

	const owner = documentation("pulumi/deploy-token.ts", "DeployTokenOwnerArgs").members;
	const args = new Map([...owner, ...documentation("pulumi/deploy-token.ts", "DeployTokenArgs").members]);
	const token = documentation("pulumi/deploy-token.ts", "DeployToken");
	const setArgs = documentation("pulumi/deploy-token-set.ts", "DeployTokenSetArgs").members;
	const set = documentation("pulumi/deploy-token-set.ts", "DeployTokenSet");
	const adoption = documentation("pulumi/deploy-token.ts", "AdoptArgs");
	const entry = documentation("pulumi/deploy-token-set.ts", "DeployTokenSetEntry");

	/** The fields for which `wanted` is true, with their types. @param {(field: { inSet: string }) => boolean} wanted @returns {Record<string, Json>} */
	const fields = (wanted) =>
		Object.fromEntries(
			Object.entries(FIELDS)
				.filter(([name, field]) => name !== "connection" && wanted(field))
				.map(([name]) => [name, FIELD_TYPES[name] ?? text]),
		);
	const inputs = properties(
		args,
		fields(() => true),
	);
	for (const [name, property] of Object.entries(inputs))
		if (FIELDS[name]?.replaces) Object.assign(property, { willReplaceOnChanges: true });
	const outputs = properties(token.members, {
		token: { ...text, secret: true },
		tokenId: whole,
		username: text,
		project: text,
		group: text,
		name: text,
		scopes: texts,
		expiresAt: text,
		expiresIn: text,
		rotateBefore: text,
		createdAt: text,
		status: text,
		host: text,
	});
	const defaults = fields(({ inSet }) => inSet === "default" || inSet === "lifetime");
	const setInputs = {
		...properties(setArgs, {
			tokens: tokensByKey,
			...defaults,
			overlap: text,
			onKeyFailure: text,
			maxDeletions: text,
		}),
	};
	const setOutputs = {
		...properties(set.members, {
			secrets: { ...textMap, secret: true },
			usernames: textMap,
			tokenIds: { type: "object", additionalProperties: whole },
			failed: textMap,
			contents: { ...text, secret: true },
			host: text,
		}),
	};
	const schema = {
		name: PACKAGE,
		displayName: "GitLab deploy tokens",
		version,
		description:
			"GitLab deploy tokens, created, renewed and deleted with a stack, for programs in every language.",
		keywords: ["pulumi", "gitlab", "deploy-token", "category/infrastructure"],
		license,
		meta: { moduleFormat: "(.*)", supportPack: true },
		language: {
			nodejs: { packageName: `${npmName}-sdk` },
			python: { pyproject: { enabled: true } },
			csharp: { namespaces: { [PACKAGE]: "GitLabDeployTokens" } },
		},
		config: { variables: settings() },
		provider: {
			description:
				"A GitLab and the credential for it. The environment variable of a setting overrides it where both are for the same GitLab.",
			inputProperties: settings(),
		},
		types: {
			[`${PACKAGE}:index:Adoption`]: {
				description: plain(adoption.text),
				type: "object",
				properties: properties(adoption.members, { tokenId: whole, token: { ...text, secret: true } }),
				required: ["tokenId"],
			},
			[`${PACKAGE}:index:DeployTokenSetEntry`]: {
				description: plain(entry.text),
				type: "object",
				properties: properties(
					new Map([...args, ...entry.members]),
					fields(({ inSet }) => inSet !== "set"),
				),
			},
			...infoTypes(properties),
			...treeTypes(),
			...Object.fromEntries(
				Object.entries(formatTypes(plain)).map(([name, type]) => [`${PACKAGE}:index:${name}`, type]),
			),
		},
		resources: {
			[`${PACKAGE}:index:DeployToken`]: {
				description: plain(token.text),
				inputProperties: inputs,
				requiredInputs: Object.keys(inputs).filter((name) => FIELDS[name]?.missing && name !== "name"),
				properties: outputs,
				required: ["name", "scopes", "username", "tokenId", "status", "host"],
				stateInputs: { type: "object", properties: outputs },
				aliases: [{ type: "pulumi-nodejs:dynamic/gitlab:DeployToken" }],
			},
			[`${PACKAGE}:index:DeployTokenSet`]: {
				description: plain(set.text),
				inputProperties: setInputs,
				requiredInputs: ["tokens"],
				properties: setOutputs,
				required: Object.keys(setOutputs),
				aliases: [{ type: "pulumi-nodejs:dynamic/gitlab:DeployTokenSet" }],
			},
		},
		functions: { ...functions(properties), ...formatFunctions(`${PACKAGE}:index:`, TYPES, plain) },
	};
	const stale = IN_EVERY_LANGUAGE.filter(([phrase]) => !used.has(phrase));
	if (stale.length > 0)
		throw new Error(`missing from every comment: ${stale.map(([phrase]) => phrase).join(" | ")}`);
	return schema;
}

/** The settings as the provider's configuration. @returns {Record<string, Json>} */
function settings() {
	return Object.fromEntries(
		Object.entries(SETTINGS).map(([name, { meaning, shownDefault }]) => [
			name,
			{
				type: settingType(shownDefault),
				description: `${meaning.replace(/\. Secret$/, "")}. Default: ${shownDefault}.`,
				...(/\. Secret$/.test(meaning) ? { secret: true } : {}),
			},
		]),
	);
}

/** @param {string} shownDefault */
function settingType(shownDefault) {
	if (/^`\d+`$/.test(shownDefault)) return "integer";
	return /^`(true|false)`$/.test(shownDefault) ? "boolean" : "string";
}

/** @typedef {(members: Map<string, string>, types: Record<string, Json>) => Record<string, Json>} Properties */

/** What the functions return of a token, a project and a group. @param {Properties} properties */
function infoTypes(properties) {
	const shapes = {
		DeployTokenInfo: {
			tokenId: whole,
			name: text,
			username: text,
			scopes: texts,
			expiresAt: text,
			status: text,
		},
		ProjectInfo: {
			id: whole,
			name: text,
			path: text,
			archived: flag,
			markedForDeletion: flag,
			topics: texts,
			visibility: text,
			webUrl: text,
			httpUrl: text,
			registryImagePrefix: text,
		},
		GroupInfo: {
			id: whole,
			name: text,
			path: text,
			parentId: whole,
			archived: flag,
			markedForDeletion: flag,
			visibility: text,
			webUrl: text,
		},
	};
	return Object.fromEntries(
		Object.entries(shapes).map(([name, shape]) => {
			const { text: comment, members } = documentation("model/token/token-info.ts", name);
			const documented = new Map(
				Object.keys(shape).map((key) => [key, members.get(key) ?? PLAIN[key] ?? ""]),
			);
			return [
				`${PACKAGE}:index:${name}`,
				{ description: comment, type: "object", properties: properties(documented, shape) },
			];
		}),
	);
}

/** What `groupTree` returns of each group and project. @returns {Record<string, Json>} */
function treeTypes() {
	return {
		[`${PACKAGE}:index:GroupTreeGroup`]: {
			description: "A group of a tree, with the tokens of a set for this group alone.",
			type: "object",
			properties: {
				group: { $ref: `${TYPES}GroupInfo`, description: "The group, as GitLab lists it." },
				key: {
					...text,
					description:
						"The key of the group's own token; absent without `perGroup`, and for a group that is archived or marked for deletion.",
				},
				tokens: {
					...tokensByKey,
					description: "The tokens of the group and of its selected projects, by key.",
				},
			},
			required: ["group", "tokens"],
		},
		[`${PACKAGE}:index:GroupTreeProject`]: {
			description: "A selected project of a tree, and where its token is.",
			type: "object",
			properties: {
				project: { $ref: `${TYPES}ProjectInfo`, description: "The project, as GitLab lists it." },
				key: { ...text, description: "The key of its token." },
				groupId: { ...whole, description: "The ID of its group." },
			},
			required: ["project", "key", "groupId"],
		},
	};
}

/** Members without a comment in the sources, since their names are enough. @type {Readonly<Record<string, string>>} */
const PLAIN = {
	tokenId: "GitLab's ID of the token.",
	id: "Its ID.",
	name: "Its name.",
	username: "The username that goes with its secret.",
	archived: "Whether it is archived.",
	topics: "Its topics.",
	visibility: "`private`, `internal` or `public`.",
	webUrl: "Its address in a browser.",
};

/** The functions. @param {Properties} properties */
function functions(properties) {
	const source = new Map([
		["project", "The project whose deploy tokens are read: its ID as a string, or its full path."],
		["group", "The group whose deploy tokens are read: its ID as a string, or its full path."],
		["instance", "All deploy tokens of the instance; needs an administrator."],
		["tokenId", "GitLab's ID of the token."],
	]);
	const options = documentation("pulumi/lookups.ts", "ListDeployTokensOptions").members;
	const ofProjects = documentation("pulumi/lookups.ts", "ListProjectsArgs").members;
	const ofGroups = documentation("pulumi/lookups.ts", "ListGroupsArgs").members;
	/** @param {string} name @param {string} item */
	const list = (name, item, what = name) => ({
		type: "object",
		properties: {
			[name]: { type: "array", items: { $ref: `${TYPES}${item}` }, description: `The ${what}.` },
		},
		required: [name],
	});
	const info = { tokenId: whole, name: text, username: text, scopes: texts, expiresAt: text, status: text };
	const infoDocs = documentation("model/token/token-info.ts", "DeployTokenInfo").members;
	return {
		[`${PACKAGE}:index:listDeployTokens`]: {
			description:
				"All deploy tokens of a project, a group or the instance, oldest first. Needs the role Maintainer.",
			inputs: {
				type: "object",
				properties: properties(new Map([...source, ...options]), {
					project: text,
					group: text,
					instance: flag,
					active: flag,
				}),
			},
			outputs: list("tokens", "DeployTokenInfo", "deploy tokens"),
		},
		[`${PACKAGE}:index:getDeployToken`]: {
			description: "One deploy token, without its secret. Needs the role Maintainer.",
			inputs: {
				type: "object",
				properties: properties(source, { project: text, group: text, tokenId: whole }),
				required: ["tokenId"],
			},
			outputs: {
				type: "object",
				properties: properties(
					new Map(Object.keys(info).map((key) => [key, infoDocs.get(key) ?? PLAIN[key] ?? ""])),
					info,
				),
				required: ["tokenId", "name", "username", "scopes", "status"],
			},
		},
		[`${PACKAGE}:index:listProjects`]: {
			description: "All projects of a group, in the order of their IDs. Needs permission to see the group.",
			inputs: {
				type: "object",
				properties: properties(ofProjects, {
					group: text,
					includeSubgroups: flag,
					topic: text,
					archived: flag,
					search: text,
				}),
				required: ["group"],
			},
			outputs: list("projects", "ProjectInfo"),
		},
		[`${PACKAGE}:index:listGroups`]: {
			description: "All groups, in the order of their IDs.",
			inputs: { type: "object", properties: properties(ofGroups, { parent: text, descendants: flag }) },
			outputs: list("groups", "GroupInfo"),
		},
		[`${PACKAGE}:index:groupTree`]: {
			description:
				"The tokens of a tree of groups: `tokens` for one set of them all, or those of each group for a set per group. What is marked for deletion has none. Fails where a list is not complete. Needs permission to see the groups.",
			inputs: {
				type: "object",
				properties: {
					...properties(documentation("pulumi/group-tree.ts", "GroupTreeSelection").members, {
						group: text,
						includeSubgroups: flag,
						topic: text,
						archived: { oneOf: [flag, text] },
					}),
					perProject: { ...flag, description: "A token for each project. Default: `true`." },
					perGroup: {
						...flag,
						description:
							"A token for each group, which is valid for all projects below it; not for archived groups, where GitLab accepts no token. Default: `false`.",
					},
					keyBy: {
						...text,
						description:
							"The key of a project's token, which is its name too: `path`, so that a renamed project gets a new token, or `id`. Default: `path`.",
					},
				},
				required: ["group"],
			},
			outputs: {
				type: "object",
				properties: {
					tokens: { ...tokensByKey, description: "The tokens of the whole tree, by key." },
					groups: {
						type: "array",
						items: { $ref: `${TYPES}GroupTreeGroup` },
						description: "The groups of the tree, the top one first.",
					},
					projects: {
						type: "array",
						items: { $ref: `${TYPES}GroupTreeProject` },
						description: "The selected projects.",
					},
				},
				required: ["tokens", "groups", "projects"],
			},
		},
	};
}
