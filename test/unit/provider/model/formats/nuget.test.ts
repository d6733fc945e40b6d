import { expect } from "chai";
import { XMLParser } from "fast-xml-parser";
import { mergedNugetConfig, nugetConfig } from "../../../../../provider/model/formats/nuget";
import type { Credentials } from "../../../../../provider/model/formats/text";
import { itReadSeveralBack, itReadsBack, PLAIN } from "./read-back";

const SOURCE = "https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json";
const xml = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: "",
	parseAttributeValue: false,
	trimValues: false,
});

interface Add {
	readonly key: string;
	readonly value: string;
}

describe("nugetConfig", () => {
	const read = (text: string, name: string) => {
		const { packageSources, packageSourceCredentials } = xml.parse(text).configuration;
		const add: Add[] = packageSourceCredentials[name].add;
		return {
			source: packageSources.add as Add,
			credentials: Object.fromEntries(add.map(({ key, value }) => [key, value])),
		};
	};

	itReadsBack(
		"a nuget.config",
		(credentials) => nugetConfig(credentials, { sourceUrl: SOURCE }),
		(text) => {
			const { Username: username = "", ClearTextPassword: password = "" } = read(text, "gitlab").credentials;
			return { username, password };
		},
	);

	it("adds the source by its name and address", () => {
		const sourceUrl = "https://gitlab.example.com/api/v4/projects/a%2Fb&c/packages/nuget/index.json";
		expect(read(nugetConfig(PLAIN, { sourceUrl, name: "our.gitlab" }), "our.gitlab").source).to.deep.equal({
			key: "our.gitlab",
			value: sourceUrl,
		});
	});

	for (const name of ["", "a b", "5", "-a", "a<b", "a_x0020_b"])
		it(`refuses the name ${JSON.stringify(name)}, which is not an element's`, () => {
			expect(() => nugetConfig(PLAIN, { sourceUrl: SOURCE, name })).to.throw(/^`name` /);
		});
});

describe("a nugetConfig of several tokens", () => {
	const write = (names: readonly string[], credentials: readonly Credentials[]) =>
		mergedNugetConfig(
			credentials.map((each, at) => ({ sourceUrl: SOURCE, name: names[at], credentials: each })),
		);

	itReadSeveralBack(
		"a source",
		(credentials) =>
			write(
				credentials.map((_, at) => `gitlab${at}`),
				credentials,
			),
		(text) => {
			const { packageSources, packageSourceCredentials } = xml.parse(text).configuration;
			const sources: Add[] = [packageSources.add].flat();
			return sources.map(({ key }) => {
				const add: Add[] = packageSourceCredentials[key].add;
				const values = Object.fromEntries(add.map((each) => [each.key, each.value]));
				return { username: values.Username ?? "", password: values.ClearTextPassword ?? "" };
			});
		},
	);

	for (const [names, twice] of [
		[["ours", "Ours"], "ours"],
		[[undefined, "gitlab"], "gitlab"],
	] as const)
		it(`refuses the names ${names.map((name) => name ?? "by default").join(" and ")} together`, () => {
			expect(() => write(names as never, [PLAIN, PLAIN])).to.throw(
				`\`name\` names ${twice} twice; a nuget.config has one source for each name`,
			);
		});
});
