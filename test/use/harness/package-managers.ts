import { create } from "tar";
import { composerAuth } from "../../../provider/model/formats/composer";
import { mavenSettings } from "../../../provider/model/formats/java";
import { netrc } from "../../../provider/model/formats/netrc";
import { pypirc } from "../../../provider/model/formats/python";
import { terraformrc, terraformToken } from "../../../provider/model/formats/terraform";
import type { Ended } from "../../support/run-program";
import { ARGOCD } from "./argocd";
import type { Attempt, Client } from "./clients";
import { GRADLE } from "./gradle";
import { HELM } from "./helm";
import { NUGET } from "./nuget";
import { RENOVATE } from "./renovate";
import type { Workplace } from "./workplace";

/** A client that `npm test` does without. */
export interface PackageManager extends Client {
	/** Its name in tools/clients/find.mjs, by which `npm run test:clients` leaves it out. */
	readonly name:
		| "curl"
		| "twine"
		| "mvn"
		| "composer"
		| "terraform"
		| "gradle"
		| "nuget"
		| "helm"
		| "argocd"
		| "renovate";
}

const api = (url: string) => `${url}/api/v4`;

/** Terraform accepts a host that serves HTTPS, or one whose services its configuration declares, as here. */
const TERRAFORM_HOST = "gitlab.example.com";

/** Resolves the parent of a project from GitLab, for which Maven needs no plugin. */
function maven({ place, credentials, url }: Attempt, via: "header" | "basic"): Promise<Ended> {
	const settings = place.write("settings.xml", mavenSettings(credentials, { serverId: "gitlab", via }));
	place.write(
		"pom.xml",
		`<project>
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0.0</version><relativePath/>
  </parent>
  <artifactId>app</artifactId>
  <packaging>pom</packaging>
  <repositories>
    <repository><id>gitlab</id><url>${api(url)}/projects/5/packages/maven</url></repository>
  </repositories>
</project>
`,
	);
	const args = ["--batch-mode", "--settings", settings, `-Dmaven.repo.local=${place.path("repository")}`];
	return place.run("mvn", [...args, "validate"]);
}

const PARENT = "repository/com/example/parent/1.0.0/parent-1.0.0.pom";

/** Installs the module of the group. @param block Added to Terraform's configuration. */
function terraform({ place, url }: Attempt, block: string, env: NodeJS.ProcessEnv): Promise<Ended> {
	place.write(
		"main.tf",
		`module "widget" {\n  source  = "${TERRAFORM_HOST}/grp/widget/local"\n  version = "1.0.0"\n}\n`,
	);
	const host = `host "${TERRAFORM_HOST}" {\n  services = { "modules.v1" = "${api(url)}/packages/terraform/modules/v1/" }\n}\n`;
	return place.run(process.env.TEST_CLIENTS_TERRAFORM ?? "terraform", ["init", "-no-color"], {
		TF_CLI_CONFIG_FILE: place.write("terraformrc", `${block}${host}`),
		CHECKPOINT_DISABLE: "1",
		...env,
	});
}

const MODULE = ".terraform/modules/widget/hello.txt";

let uploads = 0;

/** A source distribution, in a version that was not uploaded before: GitLab takes none twice. */
async function distribution(place: Workplace): Promise<string> {
	uploads += 1;
	const name = `hello-1.0.${uploads}`;
	place.write(`${name}/PKG-INFO`, `Metadata-Version: 2.1\nName: hello\nVersion: 1.0.${uploads}\n`);
	await create({ cwd: place.home, file: place.path(`${name}.tar.gz`), gzip: true }, [name]);
	return `${name}.tar.gz`;
}

/** What `npm run test:clients` runs. */
export const PACKAGE_MANAGERS: readonly PackageManager[] = [
	{
		name: "curl",
		format: "netrc",
		command: "`curl --netrc`",
		run: ({ place, credentials, url }) => {
			place.write(".netrc", netrc(credentials, { host: new URL(url).host }));
			const address = `${api(url)}/projects/5/packages/generic/tool/1.0.0/hello.txt`;
			return place.run("curl", ["--silent", "--show-error", "--fail", "--netrc", address]);
		},
		refusal: /error: 401/,
	},
	{
		name: "twine",
		format: "pypirc",
		command: "`twine upload`, with `~/.pypirc`",
		run: async ({ place, credentials, url }) => {
			const repositoryUrl = `${api(url)}/projects/5/packages/pypi`;
			place.write(".pypirc", pypirc(credentials, { repositoryUrl }));
			const file = await distribution(place);
			const args = ["-m", "twine", "upload", "--non-interactive", "--disable-progress-bar"];
			return place.run("python3", [...args, "--repository", "gitlab", file], {
				PYTHONPATH: process.env.TEST_CLIENTS_TWINE,
			});
		},
		refusal: /401 Unauthorized/,
	},
	{
		name: "mvn",
		format: "mavenSettings",
		command: "`mvn validate`, with `settings.xml`",
		run: (attempt) => maven(attempt, "header"),
		refusal: /401 Unauthorized/,
		file: PARENT,
	},
	{
		name: "mvn",
		format: "mavenSettings",
		command: '`mvn validate`, with `settings.xml` by `via: "basic"`',
		run: (attempt) => maven(attempt, "basic"),
		refusal: /401 Unauthorized/,
		file: PARENT,
	},
	{
		name: "composer",
		format: "composerAuth",
		command: "`composer install`, with `auth.json`",
		run: ({ place, credentials, url }) => {
			const { host } = new URL(url);
			place.write("auth.json", composerAuth(credentials, { host }));
			const repository = `${api(url)}/group/7/-/packages/composer/packages.json`;
			const manifest = {
				repositories: [{ type: "composer", url: repository }, { "packagist.org": false }],
				require: { "grp/widget": "1.0.0" },
				config: { "secure-http": false, "gitlab-domains": [host] },
			};
			place.write("composer.json", JSON.stringify(manifest));
			return place.run("composer", ["install", "--no-interaction", "--no-progress"], {
				COMPOSER_HOME: place.path("composer"),
				COMPOSER_ALLOW_SUPERUSER: "1",
			});
		},
		// The group is not visible without a token that is valid.
		refusal: /404 Not Found/,
		file: "vendor/grp/widget/hello.txt",
	},
	{
		name: "terraform",
		format: "terraformToken",
		command: "`terraform init`, with `TF_TOKEN_…`",
		run: (attempt) => {
			const { name, value } = terraformToken(attempt.credentials, { host: TERRAFORM_HOST });
			return terraform(attempt, "", { [name]: value });
		},
		refusal: /401 Unauthorized/,
		file: MODULE,
	},
	{
		name: "terraform",
		format: "terraformrc",
		command: "`terraform init`, with `TF_CLI_CONFIG_FILE`",
		run: (attempt) => terraform(attempt, terraformrc(attempt.credentials, { host: TERRAFORM_HOST }), {}),
		refusal: /401 Unauthorized/,
		file: MODULE,
	},
	GRADLE,
	NUGET,
	HELM,
	...ARGOCD,
	...RENOVATE,
];
