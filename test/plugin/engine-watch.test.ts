import { once } from "node:events";
import { connect, createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { EngineWatch } from "../../provider/plugin/engine-watch";

describe("the watch over the engine", () => {
	let engine: Http2Server;
	let sessions: ServerHttp2Session[];
	const address = () => `127.0.0.1:${(engine.address() as AddressInfo).port}`;

	beforeEach(async () => {
		sessions = [];
		engine = createServer().listen(0, "127.0.0.1");
		engine.on("session", (session) => sessions.push(session));
		await once(engine, "listening");
	});
	afterEach(() => {
		engine.close();
		for (const session of sessions) session.destroy();
	});

	/** From then on the other side takes itself for connected. */
	const connected = async () => {
		const [session] = (await once(engine, "session")) as [ServerHttp2Session];
		await once(session, "localSettings");
	};

	it("says once that the engine has ended", async () => {
		let gone = 0;
		await new Promise<void>((ended) => {
			const watch = new EngineWatch(() => {
				gone += 1;
				ended();
			});
			watch.attach(address());
			void connected().then(() => {
				engine.close();
				sessions[0]?.destroy();
			});
		});
		expect(gone).to.equal(1);
	});

	it("connects no more once it is closed", async () => {
		const watch = new EngineWatch(() => expect.fail("nothing has ended"));
		watch.attach(address());
		await connected();
		watch.close();
		// As long as some exchanges with the same server take, another connection would be there.
		const other = connect(`http://${address()}`);
		await once(other, "connect");
		for (let exchange = 0; exchange < 50; exchange += 1) await new Promise((done) => other.ping(done));
		other.destroy();
		expect(sessions).to.have.length(2);
	});
});
