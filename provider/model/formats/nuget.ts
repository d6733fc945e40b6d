import { addressOf } from "./address";
import { assertDistinct, type Credentials, checked, nameOf, within } from "./text";
import { escapeXml } from "./xml";

/** Options of a source in a `nuget.config`. */
export interface NugetOptions {
	/** The name by which `dotnet nuget push --source` finds the source. Default: `gitlab`. */
	readonly name?: string | undefined;
}

/** One source in a `nuget.config`. */
export interface NugetSource extends NugetOptions {
	readonly credentials: Credentials;
	readonly sourceUrl: string;
}

/** A `nuget.config` with one source, which NuGet merges with those of the machine and of the folders above. */
export function nugetConfig(credentials: Credentials, args: { sourceUrl: string } & NugetOptions): string {
	return mergedNugetConfig([{ credentials, ...args }]);
}

/** A `nuget.config` with some sources, each with its own token. */
export function mergedNugetConfig(entries: readonly NugetSource[]): string {
	const sources = entries.map(sourceOf);
	// NuGet ignores the case of a name.
	const names = sources.map(({ name }) => name.toLowerCase());
	assertDistinct("name", names, "a nuget.config has one source for each name");
	return `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
${sources.map(({ source }) => source).join("\n")}
  </packageSources>
  <packageSourceCredentials>
${sources.map(({ credentials }) => credentials).join("\n")}
  </packageSourceCredentials>
</configuration>
`;
}

/** The two elements of a source. */
function sourceOf({ credentials, ...args }: NugetSource) {
	const { href } = addressOf(
		"sourceUrl",
		args.sourceUrl,
		"https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json",
	);
	// It is an element's name, in which NuGet would read `_x0020_` as a space.
	const name = nameOf(
		"name",
		args.name ?? "gitlab",
		/^(?!.*_x[0-9a-f]{4}_)[a-z_][\w.-]*$/i,
		"consist of letters, digits, `_`, `.` and `-`, and begin with a letter",
	);
	const { username, password } = checked(credentials);
	// NuGet replaces `%NAME%` with an environment variable, and has no escape for `%`.
	within({ of: "a nuget.config", forbidden: /%/, what: "`%`" }, { username, password });
	return {
		name,
		source: `    <add key="${name}" value="${escapeXml(href)}" />`,
		credentials: `    <${name}>
      <add key="Username" value="${escapeXml(username)}" />
      <add key="ClearTextPassword" value="${escapeXml(password)}" />
    </${name}>`,
	};
}
