import { formatContents, type SetEntry } from "../../provider/model/set/contents";

/** A value that only the stack's key opens. */
export const ENCRYPTED = {
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	ciphertext: "v1:AAAA:BBBB",
};

/** The same, as `--show-secrets` writes it. */
export const decrypted = (value: unknown) => ({
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	plaintext: JSON.stringify(value),
});

const urn = (stack: string, type: string, name: string) => `urn:pulumi:${stack}::shop::${type}::${name}`;

/** An output of `pulumi stack export`. */
export function pulumiExport(stack: string, resources: readonly object[], pending: readonly object[] = []) {
	const root = {
		urn: urn(stack, "pulumi:pulumi:Stack", `shop-${stack}`),
		type: "pulumi:pulumi:Stack",
		custom: false,
	};
	return {
		version: 3,
		deployment: { manifest: {}, resources: [root, ...resources], pending_operations: pending },
	};
}

/** A `DeployToken` in a state. */
export function ownToken(stack: string, id: string, outputs: Readonly<Record<string, unknown>>) {
	const type = "pulumi-nodejs:dynamic/gitlab:DeployToken";
	return {
		urn: urn(stack, type, String(outputs.name)),
		type,
		custom: true,
		id,
		outputs: { __provider: "exports.handler=…", token: ENCRYPTED, status: "active", ...outputs },
	};
}

/** A `DeployTokenSet` in a state; `contents` as the export shows them. */
export function ownSet(
	stack: string,
	{ host, tokens, contents }: { host: string; tokens: object; contents: unknown },
) {
	const type = "pulumi-nodejs:dynamic/gitlab:DeployTokenSet";
	return {
		urn: urn(stack, type, "fleet"),
		type,
		custom: true,
		id: "set-1",
		outputs: { host, tokens: JSON.stringify(tokens), scopes: ["read_registry"], contents },
	};
}

/** Contents of a set, as text. */
export function setContents(tokens: Readonly<Record<string, SetEntry>>): string {
	return formatContents({
		scopes: ["read_registry"],
		tokens: new Map(Object.entries(tokens)),
		retired: [],
		failed: new Map(),
	});
}

/** A token of pulumi-gitlab in a state. */
export function pulumiGitLab(
	stack: string,
	kind: "project" | "group",
	{ id, outputs }: { id: string; outputs: object },
) {
	const name = kind === "project" ? "Project" : "Group";
	const type = `gitlab:index/${kind}DeployToken:${name}DeployToken`;
	return { urn: urn(stack, type, "old"), type, custom: true, id, outputs: { token: ENCRYPTED, ...outputs } };
}

/** A state of Terraform with one token. */
export function terraformState(attributes: Readonly<Record<string, unknown>>) {
	return {
		version: 4,
		terraform_version: "1.9.0",
		serial: 1,
		lineage: "x",
		outputs: {},
		resources: [
			{
				mode: "managed",
				type: "gitlab_deploy_token",
				name: "mirror",
				provider: 'provider["registry.example.com/gitlabhq/gitlab"]',
				instances: [{ schema_version: 1, index_key: "a", attributes }],
			},
		],
	};
}
