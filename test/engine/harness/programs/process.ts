import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { Fact, Project } from "./messages";

/** The SDK's own for inline programs of the Automation API; its declarations leave the class out. */
const { LanguageServer } = require("@pulumi/pulumi/automation/server");

/** Whose program runs next. */
let project: Project;

/** Runs the program as the SDK's `run` does, with nothing left of its earlier text. */
async function runProgram(): Promise<unknown> {
	const folder = realpathSync(project.folder);
	process.chdir(folder);
	for (const name of Object.keys(process.env)) if (!(name in project.env)) delete process.env[name];
	Object.assign(process.env, project.env);
	for (const file of Object.keys(require.cache))
		if (file.startsWith(folder + sep)) delete require.cache[file];
	const { main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	const exported = require(join(folder, main));
	return typeof exported === "function" ? exported() : exported;
}

const tell = (fact: Fact) => process.send?.(fact);

// A program that failed may be rejected once more behind its run, where its own process would have ended.
process.on("unhandledRejection", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (next: Project) => {
	project = next;
	tell("ready");
});
const server = new Server();
server.addService(LanguageRuntimeService, new LanguageServer(runProgram));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
	if (error !== null) throw error;
	tell({ port });
});
