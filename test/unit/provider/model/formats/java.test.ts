import { expect } from "chai";
import { parse } from "dot-properties";
import { XMLParser } from "fast-xml-parser";
import {
	gradleProperties,
	mavenSettings,
	mergedMavenSettings,
} from "../../../../../provider/model/formats/java";
import { itReadSeveralBack, itReadsBack, PLAIN } from "./read-back";

const xml = new XMLParser({ trimValues: false, parseTagValue: false });

describe("mavenSettings", () => {
	const serverOf = (text: string) => xml.parse(text).settings.servers.server;

	itReadsBack(
		"a settings.xml with GitLab's header",
		(credentials) => mavenSettings(credentials, { serverId: "gitlab" }),
		(text) => ({ password: serverOf(text).configuration.httpHeaders.property.value }),
	);

	itReadsBack(
		"a settings.xml with username and password",
		(credentials) => mavenSettings(credentials, { serverId: "gitlab", via: "basic" }),
		(text) => {
			const { username, password, configuration } = serverOf(text);
			expect(configuration.authenticationInfo).to.include({ userName: username, password });
			return { username, password };
		},
	);

	it("is the server that GitLab documents", () => {
		expect(mavenSettings(PLAIN, { serverId: "a & b" })).to.equal(
			`<settings>
  <servers>
    <server>
      <id>a &amp; b</id>
      <configuration>
        <httpHeaders>
          <property>
            <name>Deploy-Token</name>
            <value>gldt-0123456789abcdefghij</value>
          </property>
        </httpHeaders>
      </configuration>
    </server>
  </servers>
</settings>
`,
		);
	});

	for (const [property, args] of [
		["serverId", { serverId: "" }],
		["serverId", { serverId: "a{b" }],
		["via", { serverId: "gitlab", via: "digest" }],
	] as const)
		it(`refuses ${JSON.stringify(args)}`, () => {
			expect(() => mavenSettings(PLAIN, args as never)).to.throw(new RegExp(`^\`${property}\` `));
		});
});

describe("mavenSettings of several tokens", () => {
	const all = new XMLParser({
		trimValues: false,
		parseTagValue: false,
		isArray: (name) => name === "server",
	});

	itReadSeveralBack(
		"a server",
		(credentials) =>
			mergedMavenSettings(
				credentials.map((each, at) => ({ serverId: `gitlab-${at}`, via: "basic", credentials: each })),
			),
		(text) => all.parse(text).settings.servers.server,
	);

	it("has each way to authenticate at its server", () => {
		const text = mergedMavenSettings([
			{ serverId: "one", credentials: PLAIN },
			{ serverId: "two", via: "basic", credentials: PLAIN },
		]);
		const [one, two] = all.parse(text).settings.servers.server;
		expect(one.configuration.httpHeaders.property.value).to.equal(PLAIN.password);
		expect(two).to.include({ id: "two", ...PLAIN });
	});

	it("refuses two for one server", () => {
		const twice = [1, 2].map(() => ({ serverId: "gitlab", credentials: PLAIN }));
		expect(() => mergedMavenSettings(twice)).to.throw(
			"`serverId` names gitlab twice; a settings.xml has one server for each ID",
		);
	});
});

describe("gradleProperties", () => {
	itReadsBack(
		"properties with GitLab's header",
		(credentials) => gradleProperties(credentials, { repository: "GitLab" }),
		(text) => {
			const { GitLabAuthHeaderName, GitLabAuthHeaderValue } = parse(text);
			expect(GitLabAuthHeaderName).to.equal("Deploy-Token");
			return { password: String(GitLabAuthHeaderValue) };
		},
	);

	itReadsBack(
		"properties with username and password",
		(credentials) => gradleProperties(credentials, { repository: "GitLab", via: "basic" }),
		(text) => {
			expect(text).to.match(/^[\n -~]*$/, "Gradle reads Latin-1");
			const { GitLabUsername, GitLabPassword } = parse(text);
			return { username: String(GitLabUsername), password: String(GitLabPassword) };
		},
	);

	for (const repository of ["", "git-lab", "git lab", "a=b"])
		it(`refuses the repository ${JSON.stringify(repository)}`, () => {
			expect(() => gradleProperties(PLAIN, { repository })).to.throw(/^`repository` /);
		});
});
