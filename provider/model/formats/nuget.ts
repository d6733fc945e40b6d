import { addressOf } from "./address";
import { type Credentials, checked, nameOf, within } from "./text";
import { escapeXml } from "./xml";

/** What else a `nuget.config` can say of a source. */
export interface NugetOptions {
	/** By which name `dotnet nuget push --source` finds the source. Default: `gitlab`. */
	readonly name?: string | undefined;
}

/** A `nuget.config` with one source, which NuGet merges with those of the machine and of the folders above. */
export function nugetConfig(credentials: Credentials, args: { sourceUrl: string } & NugetOptions): string {
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
	// NuGet replaces `%NAME%` by a variable of the environment, and has no way to write `%` otherwise.
	within({ of: "a nuget.config", forbidden: /%/, what: "`%`" }, { username, password });
	return `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <add key="${name}" value="${escapeXml(href)}" />
  </packageSources>
  <packageSourceCredentials>
    <${name}>
      <add key="Username" value="${escapeXml(username)}" />
      <add key="ClearTextPassword" value="${escapeXml(password)}" />
    </${name}>
  </packageSourceCredentials>
</configuration>
`;
}
