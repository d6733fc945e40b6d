/**
 * The text that is `__provider` of every `DeployToken`, twice, in every state. The engine's
 * provider process evaluates it to find the lifecycle.
 *
 * Frozen: states of all times call exactly this.
 */
export const DEPLOY_TOKEN_PROVIDER =
	'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployToken';

/** The same for every `DeployTokenSet`. */
export const DEPLOY_TOKEN_SET_PROVIDER =
	'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployTokenSet';
