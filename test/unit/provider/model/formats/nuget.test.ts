import { expect } from "chai";
import { XMLParser } from "fast-xml-parser";
import { nugetConfig } from "../../../../../provider/model/formats/nuget";
import { itReadsBack, PLAIN } from "./read-back";

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
