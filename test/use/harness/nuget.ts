import { nugetConfig } from "../../../provider/model/formats/nuget";
import type { PackageManager } from "./package-managers";

export const NUGET: PackageManager = {
	name: "nuget",
	format: "nugetConfig",
	command: "`nuget install`, with `nuget.config`",
	run: ({ place, credentials, url }) => {
		const sourceUrl = `${url}/api/v4/projects/5/packages/nuget/index.json`;
		const config = place.write("nuget.config", nugetConfig(credentials, { sourceUrl }));
		const source = ["-Source", "gitlab", "-ConfigFile", config];
		const fresh = ["-NonInteractive", "-NoCache", "-DirectDownload", "-OutputDirectory", "packages"];
		const args = ["install", "widget", "-Version", "1.0.0", ...source, ...fresh];
		return place.run("mono", [process.env.TEST_CLIENTS_NUGET ?? "nuget.exe", ...args]);
	},
	refusal: /401 \(Unauthorized\)/,
	file: "packages/widget.1.0.0/hello.txt",
};
