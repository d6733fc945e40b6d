import {
	assertDistinct,
	type Credentials,
	checked,
	choiceOf,
	type Limit,
	nameOf,
	textOf,
	within,
} from "./text";
import { escapeXml } from "./xml";

/** How a Java build tool authenticates to GitLab. */
export interface JavaOptions {
	/**
	 * `header` sends GitLab's own `Deploy-Token` header, `basic` username and password by HTTP basic authentication.
	 *
	 * Default: `header`.
	 */
	readonly via?: "header" | "basic" | undefined;
}

/** GitLab's header for a deploy token. */
const HEADER = "Deploy-Token";

/** Maven resolves `${…}`, and reads what is in braces as an encrypted password. */
const SETTINGS: Limit = {
	of: "Maven's settings.xml",
	forbidden: /[{}]|^\s|\s$/,
	what: "a brace, or a space at one end",
};

/** One server in Maven's `settings.xml`. */
export interface MavenServer extends JavaOptions {
	readonly credentials: Credentials;
	readonly serverId: string;
}

/** Maven's `settings.xml` with one server. */
export function mavenSettings(credentials: Credentials, args: { serverId: string } & JavaOptions): string {
	return mergedMavenSettings([{ credentials, ...args }]);
}

/** Maven's `settings.xml` with some servers, each with its own token. */
export function mergedMavenSettings(entries: readonly MavenServer[]): string {
	const servers = entries.map(serverOf).join("\n");
	const ids = entries.map(({ serverId }) => serverId);
	assertDistinct("serverId", ids, "a settings.xml has one server for each ID");
	return `${element("settings", element("servers", servers))}\n`;
}

function serverOf({ credentials, ...args }: MavenServer): string {
	const serverId = textOf("serverId", args.serverId);
	const { username, password } = checked(credentials);
	within(SETTINGS, { serverId, username, password });
	const authentication =
		choiceOf("via", args.via, ["header", "basic"]) === "header"
			? element("configuration", element("httpHeaders", property(HEADER, password)))
			: basicServer(escapeXml(username), escapeXml(password));
	return element("server", `${element("id", escapeXml(serverId))}\n${authentication}`);
}

/** Gradle's `gradle.properties` for a repository that declares its credentials by their type only. */
export function gradleProperties(
	credentials: Credentials,
	args: { repository: string } & JavaOptions,
): string {
	const repository = nameOf(
		"repository",
		args.repository,
		/^[A-Za-z0-9]+$/,
		"consist of letters and digits, since Gradle finds the properties of no other repository",
	);
	const { username, password } = checked(credentials);
	const properties =
		choiceOf("via", args.via, ["header", "basic"]) === "header"
			? { AuthHeaderName: HEADER, AuthHeaderValue: password }
			: { Username: username, Password: password };
	return Object.entries(properties)
		.map(([name, value]) => `${repository}${name}=${escapeProperty(value)}\n`)
		.join("");
}

/** The credentials twice, as GitLab documents it: for Maven's own transport and for Wagon. */
function basicServer(username: string, password: string): string {
	const secret = element("password", password);
	const wagon = `${element("userName", username)}\n${secret}`;
	return [
		element("username", username),
		secret,
		element("configuration", element("authenticationInfo", wagon)),
	].join("\n");
}

function property(name: string, value: string): string {
	return element("property", `${element("name", name)}\n${element("value", escapeXml(value))}`);
}

/** An element with text, or with elements on separate lines. */
function element(name: string, content: string): string {
	if (!content.includes("<")) return `<${name}>${content}</${name}>`;
	return `<${name}>\n${content.replaceAll(/^/gm, "  ")}\n</${name}>`;
}

/** A value as Java reads it again; properties files are Latin-1. */
function escapeProperty(value: string): string {
	return value
		.replaceAll("\\", "\\\\")
		.replace(/^ /, "\\ ")
		.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
