import { type HttpResponse, html } from "../http/response";
import { displayUsername, FOREVER_MS, isExpired } from "../world/deploy-token";
import type { DeployToken, TokenOwner } from "../world/entities";
import { renderInstant } from "../world/instant";
import type { World } from "../world/world";
import { Markup, markup } from "./markup";

/** More rows would not be readable, and would slow down the browser. */
const MAX_ROWS = 1000;

const STYLE = new Markup(`
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1f1e24; }
h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #dcdcde; vertical-align: top; }
th { font-weight: 600; }
.active { color: #217645; } .revoked { color: #ae1800; } .expired { color: #9e5400; }
small { color: #626168; }
form { margin: 0; }
`);

/** No scripts, frames or external resources; forms are sent to this server only. */
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The tokens by project and group, each with a button that has the effect of GitLab's Revoke, unless it is revoked. */
export function renderPage(world: World, nowMs: number): HttpResponse {
	const tokens = world.deployTokens.all();
	const sections = [...groupByOwner(tokens.slice(0, MAX_ROWS))].map(([owner, rows]) =>
		renderOwner(owner, rows, world, nowMs),
	);
	const page = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GitLab emulator: deploy tokens</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Deploy tokens</h1>
<p>This is an emulator of GitLab ${world.instance.version}, not GitLab. Its clock shows ${renderInstant(nowMs, world.instance.timeZone)}.</p>
${summary(tokens.length)}
${sections}
</body>
</html>
`;
	return html(200, page.html, { "Content-Security-Policy": POLICY, "Cache-Control": "no-store" });
}

function summary(count: number): Markup {
	if (count === 0) return markup`<p>There are no deploy tokens.</p>`;
	if (count > MAX_ROWS) return markup`<p>The first ${MAX_ROWS} of ${count} tokens:</p>`;
	return markup`<p>${count} ${count === 1 ? "token" : "tokens"}.</p>`;
}

function groupByOwner(tokens: readonly DeployToken[]): Map<TokenOwner, DeployToken[]> {
	const owners = new Map<TokenOwner, DeployToken[]>();
	for (const token of tokens) {
		const rows = owners.get(token.owner);
		if (rows === undefined) owners.set(token.owner, [token]);
		else rows.push(token);
	}
	return new Map([...owners].sort(([a], [b]) => (a.path < b.path ? -1 : 1)));
}

function renderOwner(owner: TokenOwner, tokens: readonly DeployToken[], world: World, nowMs: number): Markup {
	return markup`<h2>${owner.kind === "project" ? "Project" : "Group"} ${owner.path} <small>ID ${owner.id}</small></h2>
<table>
<thead><tr><th>ID</th><th>Name</th><th>Username</th><th>Scopes</th><th>Expires</th><th>Last used</th><th>Status</th><th>Action</th></tr></thead>
<tbody>
${tokens.map((token) => renderRow(token, world, nowMs))}
</tbody>
</table>
`;
}

function renderRow(token: DeployToken, world: World, nowMs: number): Markup {
	const status = statusOf(token, world, nowMs);
	const expires =
		token.expiresAtMs === FOREVER_MS ? "never" : renderInstant(token.expiresAtMs, world.instance.timeZone);
	const { lastUsedAtMs } = token;
	const lastUsed =
		lastUsedAtMs === undefined ? "never" : renderInstant(lastUsedAtMs, world.instance.timeZone);
	const button = token.revoked
		? markup``
		: markup`<form method="post" action="/-/emulator/deploy_tokens/${token.id}/revoke"><button>Revoke</button></form>`;
	return markup`<tr>
<td>${token.id}</td><td>${token.name}</td><td>${displayUsername(token)}</td><td>${token.scopes.join(", ")}</td>
<td>${expires}</td><td>${lastUsed}</td><td class="${status}">${status}</td><td>${button}</td>
</tr>
`;
}

function statusOf(token: DeployToken, world: World, nowMs: number): "active" | "revoked" | "expired" {
	if (token.revoked) return "revoked";
	return isExpired(token, world.instance.expiryMode, nowMs) ? "expired" : "active";
}
