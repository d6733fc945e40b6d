import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { plainEnvironment } from "../../tools/stack-environment.mjs";
import { call } from "../engine/harness/rpc";
import { FakeEngine } from "./harness/fake-engine";

const FOLDER = resolve(__dirname, "../../plugin");
const { version } = require("pulumi-gitlab-deploy-tokens/package.json");

describe("the plugin for a Git address", function () {
	this.timeout(60_000);
	let runner: ChildProcess | undefined;
	const engine = new FakeEngine();
	afterEach(() => {
		runner?.kill();
		engine.close();
	});

	it("is the packaged provider where Pulumi's runner for plugins in Node starts the folder", async () => {
		const sdk = resolve(require.resolve("@pulumi/pulumi/package.json"), "..");
		runner = spawn(
			process.execPath,
			[join(sdk, "cmd/run-plugin"), FOLDER, "--logtostderr", "-v=3", await engine.listen()],
			{ env: plainEnvironment(), stdio: ["ignore", "pipe", "inherit"] },
		);
		const lines = createInterface({ input: runner.stdout as NodeJS.ReadableStream });
		const [port] = await once(lines, "line");
		const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
		const info = await call(client, client.getPluginInfo, new Empty());
		expect(info.getVersion()).to.equal(version);
		client.close();
	});

	it("depends on this version of the package", () => {
		expect(require(join(FOLDER, "package.json")))
			.to.deep.include({ version })
			.and.nested.include({
				"dependencies.pulumi-gitlab-deploy-tokens": version,
			});
	});
});
