import { expect } from "chai";
import { parse } from "dot-properties";
import { XMLParser } from "fast-xml-parser";
import { gradleProperties, mavenSettings } from "../../../../../provider/model/formats/java";
import { itReadsBack, PLAIN } from "./read-back";

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
