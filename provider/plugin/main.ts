import { engineAddress } from "./engine-address";
import { PluginServer } from "./server";

/**
 * The program `pulumi-resource-gitlab-deploy-tokens`, which the engine starts: it prints its port, serves until it
 * is stopped, and first completes the calls in progress.
 */
export async function main(): Promise<void> {
	const server = new PluginServer({
		env: (name) => process.env[name],
		write: (line) => process.stderr.write(line),
		engine: engineAddress(process.argv.slice(2)),
		engineGone: () => end(),
	});
	const end = () => server.stop().then(() => process.exit(0));
	// The engine ends a provider by SIGINT and waits for it.
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
	process.stdout.write(`${await server.listen()}\n`);
}
