// Loaded before a program by `node --require`. A program that listens is left alone. One that only exports its application, as hosted
// platforms have them written, is served: what it exports answers at PORT and HOSTNAME. Should the program begin to listen there later on, it
// takes over, and no connection notices.
'use strict';

const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { Readable, pipeline } = require('node:stream');
const { pathToFileURL } = require('node:url');
const { isMainThread } = require('node:worker_threads');

// How long a program that is still busy, perhaps with connecting to a database, is given to listen by itself. One that would end is not waited for.
const patience = 1_000;

const port = Number(process.env.PORT) || 3_000;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const listen = net.Server.prototype.listen;
let listens = false;
let isServing = false;
let standIn;

// What the program starts is its own business: neither its threads nor, by the arguments it hands on, its processes.
process.execArgv.splice(process.execArgv.findIndex(arg => path.basename(arg) === path.basename(__filename)) - 1, 2);
if (isMainThread && process.argv[1]) watch();

function watch() {
  net.Server.prototype.listen = function (...args) {
    listens = true;
    return standIn && portOf(args) === port ? takeOver(this, args) : listen.apply(this, args);
  };
  process.once('beforeExit', () => serve(true));
  setTimeout(() => serve(false), patience).unref();
}

function portOf([first]) {
  return Number(typeof first === 'object' ? first?.port : first);
}

/** The program listens with what the stand-in has listened with: between the two there is no moment at which nobody does. */
function takeOver(server, args) {
  process.off('SIGTERM', leave);
  const told = args.filter(arg => typeof arg === 'function').slice(0, 1);
  if (server !== standIn) return listen.call(server, standIn, ...told);
  for (const listener of told) server.once('listening', listener);
  process.nextTick(() => server.emit('listening'));
  return server;
}

/** @param {boolean} ends whether the program has nothing left to do. */
async function serve(ends) {
  if (listens || isServing) return;
  isServing = true;
  const stays = setInterval(() => {}, 60_000);
  try {
    const handler = await handlerOf(await exportsOf(require.resolve(process.argv[1])));
    if (listens) return;
    if (handler) await stand(handler);
    else if (ends) complain();
  } catch (error) {
    if (listens && error.code === 'EADDRINUSE') return; // It was faster.
    console.error(error);
    process.exit(1);
  } finally {
    isServing = standIn !== undefined;
    clearInterval(stays);
  }
}

/** The program's own module: it has run already, and is not run again. One that turned out to be no CommonJS has left an empty place there. */
async function exportsOf(file) {
  const module = require.cache[file];
  const isCommon = module?.loaded && (typeof module.exports !== 'object' || Object.keys(module.exports ?? {}).length > 0);
  return isCommon ? module.exports : import(pathToFileURL(file).href);
}

function program() {
  return path.relative(process.cwd(), process.argv[1]) || process.argv[1];
}

function complain() {
  console.error(
    `${program()} does not listen, and exports nothing that answers requests. ` +
      'Listen on process.env.PORT, or export by default an application, a function (req, res) or an object with fetch(request).');
  process.exitCode ||= 1;
}

/** The first of what is exported that can answer, as a listener of requests, a server, or a promise of either. */
function handlerOf(exports) {
  const module = Object(exports);
  for (const found of [module.default?.default, module.default, exports, module.app, module.server, module.handler]) {
    const handler = adapt(found);
    if (handler) return handler;
  }
  return methods.some(method => typeof module[method] === 'function') ? fetching(request => byMethod(module, request)) : undefined;
}

function adapt(found) {
  if (found === null || (typeof found !== 'object' && typeof found !== 'function')) return undefined;
  if (found instanceof net.Server) return found;
  if (typeof found.fetch === 'function') return fetching((request, env, context) => found.fetch(request, env, context)); // Hono, Elysia, workers
  if (typeof found.ready === 'function' && found.server instanceof net.Server) return ofFastify(found);
  if (typeof found.callback === 'function' && typeof found.use === 'function') return found.callback(); // Koa
  if (typeof found === 'function') return isClass(found) ? undefined : ofFunction(found);
  return typeof found.then === 'function' ? found.then(adapt) : undefined;
}

function isClass(found) {
  return /^class\b/.test(Function.prototype.toString.call(found));
}

/** (request) answers with a Response; (req, res) is Node's own way, and Express' and Connect's. */
function ofFunction(found) {
  if (found.length === 1) return fetching(found);
  return async (req, res) => {
    const answer = await found(req, res);
    if (typeof Response === 'function' && answer instanceof Response) await send(answer, req, res);
  };
}

async function ofFastify(app) {
  await app.ready();
  const handler = (req, res) => app.server.emit('request', req, res);
  handler.upgrade = (...args) => app.server.emit('upgrade', ...args);
  handler.upgrades = () => app.server.listenerCount('upgrade') > 0;
  return handler;
}

function byMethod(module, request) {
  const name = request.method === 'HEAD' && !module.HEAD ? 'GET' : request.method;
  if (methods.includes(name) && typeof module[name] === 'function') return module[name](request);
  return new Response(null, { status: 405, headers: { allow: methods.filter(m => typeof module[m] === 'function').join(', ') } });
}

/** Listens in the program's place. */
async function stand(handler) {
  const server = handler instanceof net.Server ? handler : serverOf(handler);
  process.once('SIGTERM', leave);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    listen.call(server, port, process.env.HOSTNAME, resolve);
  });
  standIn = server;
  console.log(`Serving what ${program()} exports, as it does not listen itself.`);
}

function serverOf(handler) {
  const server = http.createServer(async (req, res) => {
    try {
      await handler(req, res);
    } catch (error) {
      fail(error, res);
    }
  });
  if (handler.upgrades?.()) server.on('upgrade', handler.upgrade);
  server.keepAliveTimeout = 75_000; // Longer than whoever asks keeps a connection, so that none is closed while it is taken again.
  return server;
}

function fail(error, res) {
  const [status, text] = error instanceof BadRequest ? [400, error.message] : [500, 'Internal Server Error'];
  if (status === 500 && !(res.destroyed && error?.name === 'AbortError')) console.error(error);
  if (res.headersSent) return res.destroy();
  res.writeHead(status, { 'content-type': 'text/plain' });
  res.end(text);
}

/** What is being answered is answered; a program that hears the signal itself decides itself when it ends. */
function leave() {
  const programHears = process.listenerCount('SIGTERM') > 0;
  standIn.close(() => programHears || process.exit());
  standIn.keepAliveTimeout = 1;
  standIn.closeIdleConnections?.();
}

class BadRequest extends Error {}

/** Node's requests and responses for who speaks those of the web. */
function fetching(fetch) {
  if (typeof Request !== 'function') throw new Error(`${program()} exports a fetch handler, for which Node 18 or later is needed.`);
  const env = { ...process.env };
  return async (req, res) => {
    const gone = new AbortController();
    res.once('close', () => res.writableFinished || gone.abort());
    const request = requestOf(req, gone.signal);
    const context = { waitUntil: work => Promise.resolve(work).catch(console.error), passThroughOnException() {} };
    await send(await fetch(request, { __proto__: env, incoming: req, outgoing: res }, context), req, res);
  };
}

function requestOf(req, signal) {
  try {
    const headers = new Headers();
    for (let i = 0; i < req.rawHeaders.length; i += 2) headers.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
    const scheme = /^https\b/.test(req.headers['x-forwarded-proto'] ?? '') ? 'https' : 'http';
    const url = new URL(req.url.startsWith('/') ? `${scheme}://${req.headers.host ?? 'localhost'}${req.url}` : req.url);
    const body = req.method === 'GET' || req.method === 'HEAD' ? undefined : Readable.toWeb(req);
    return new Request(url, { method: req.method, headers, body, duplex: body && 'half', signal });
  } catch (error) {
    throw new BadRequest(`This request cannot be handed on: ${error.message}`);
  }
}

/** Sends a response as its body comes; a reader that is slow holds it up, and one that goes ends it. */
async function send(response, req, res) {
  if (typeof response?.arrayBuffer !== 'function') throw new TypeError(`The handler answered with ${typeof response}, and not with a Response.`);
  if (response.statusText) res.statusMessage = response.statusText;
  res.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') res.setHeader(name, value);
  const cookies = response.headers.getSetCookie?.() ?? [];
  if (cookies.length > 0) res.setHeader('set-cookie', cookies);
  if (!response.body || req.method === 'HEAD') {
    await response.body?.cancel();
    res.end();
    return;
  }
  res.flushHeaders();
  await new Promise(resolve => pipeline(Readable.fromWeb(response.body), res, error => {
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
    resolve();
  }));
}
