import { gradleProperties } from "../../../provider/model/formats/java";
import type { PackageManager } from "./package-managers";

/**
 * For Debian's Gradle 4.4, and later ones. That one finds no credentials by the name of a repository, as Gradle does from
 * 6.6 on, so the build names the properties; and it has no `HttpHeaderCredentials`, which came with 4.10.
 */
const BUILD = `repositories {
    maven {
        name = "gitlab"
        url = gitlabUrl
        credentials {
            username = gitlabUsername
            password = gitlabPassword
        }
        authentication { basic(BasicAuthentication) }
    }
}
configurations { hello }
dependencies { hello "com.example:parent:1.0.0@pom" }
task fetch(type: Copy) {
    from configurations.hello
    into "out"
}
`;

export const GRADLE: PackageManager = {
	name: "gradle",
	format: "gradleProperties",
	command: '`gradle`, with `gradle.properties` by `via: "basic"`',
	run: ({ place, credentials, url }) => {
		const text = gradleProperties(credentials, { repository: "gitlab", via: "basic" });
		place.write("home/gradle.properties", text);
		place.write("settings.gradle", "");
		place.write("build.gradle", BUILD);
		const home = ["--gradle-user-home", place.path("home")];
		const address = `-PgitlabUrl=${url}/api/v4/projects/5/packages/maven`;
		return place.run("gradle", ["--no-daemon", "--console", "plain", ...home, address, "fetch"]);
	},
	refusal: /status code 401/,
	file: "out/parent-1.0.0.pom",
};
