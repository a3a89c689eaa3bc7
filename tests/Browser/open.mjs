// Opens reports in headless chromium without a network, and reads back what the page shows.
// node open.mjs [--screenshot FILE.png] REPORT.html|FOLDER...     (the picture is the report's beginning)
// A file NAME.expected.json beside a report holds the numbers its figures must have: of each figure the traces, of each trace x, y, z.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const pagesAtOnce = 2;
const browserPath = process.env.AUTOGRAD_CHROMIUM ?? "/usr/bin/chromium";
const browserArguments = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    // Chromium has no sandbox for root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

const paths = process.argv.slice(2);
const flag = paths.indexOf("--screenshot");
const screenshot = flag < 0 ? null : paths.splice(flag, 2)[1];
const reports = paths.flatMap(path => statSync(path).isDirectory()
    ? readdirSync(path).filter(name => name.endsWith(".html")).sort().map(name => join(path, name))
    : [path]);

// Runs in the page. Plotly draws into the elements it is given, where its data and the whole of its defaults can be read.
async function readPage() {
    const texts = selector => [...document.querySelectorAll(selector)].map(element => element.textContent);
    const plots = [];
    for (const figure of document.querySelectorAll("figure.plot")) {
        const place = figure.querySelector(".js-plotly-plot");
        const input = figure.querySelector("input[type=range]");
        for (let frame = 0; frame <= (input?.max ?? 0); frame++) {
            if (input) {
                input.value = frame;
                input.dispatchEvent(new Event("input"));
                await new Promise(requestAnimationFrame);
            }
            plots.push({
                frame: input ? figure.querySelector("output").textContent : null,
                traces: place.data.map(trace => ({ type: trace.type, name: trace.name, x: trace.x, y: trace.y, z: trace.z })),
                drawn: place._fullData.map(trace => trace.type),
                surfaces: figure.querySelectorAll("svg.main-svg").length,
            });
        }
    }
    return {
        report: JSON.parse(document.getElementById("report").textContent), plots, title: document.title,
        headings: texts("h1, h2, h3, h4, h5"), captions: texts("figcaption"), paragraphs: texts("body > p"),
        listings: texts(".listing pre"), cells: texts("th, td"), images: texts(".listing img").length,
    };
}

function checkPage(page) {
    const sections = kind => page.report.sections.filter(section => section.kind === kind);
    assert.equal(page.title, page.report.title);
    assert.deepEqual(page.headings, [page.report.title, ...sections("heading").map(heading => heading.text)]);
    assert.deepEqual(page.paragraphs, sections("text").map(section => section.text));
    assert.deepEqual(page.listings, sections("listing").map(listing => listing.text));
    assert.deepEqual(page.cells, sections("table").flatMap(table => [table.columns, ...table.rows].flat()));

    const frames = page.report.sections.flatMap(section =>
        section.kind === "frames" ? section.frames : section.kind === "figure" ? [{ name: null, figure: section.figure }] : []);
    assert.equal(page.plots.length, frames.length, "figures");
    for (const [i, { name, figure }] of frames.entries()) {
        const plot = page.plots[i];
        assert.equal(plot.frame, name);
        assert.ok(plot.surfaces > 0, `figure ${i} '${figure.title}' is not drawn`);
        assert.deepEqual(plot.drawn, figure.traces.map(trace => trace.type), `kinds of traces of figure ${i} '${figure.title}'`);
        const told = figure.traces.map(({ type, name, x, y, z }) => ({ type, name, x, y, z }));
        assert.deepEqual(plot.traces, told, `numbers of figure ${i} '${figure.title}'`);
    }
}

function checkNumbers(page, expected) {
    assert.equal(page.plots.length, expected.length, "expected figures");
    for (const [i, traces] of expected.entries()) {
        assert.equal(page.plots[i].traces.length, traces.length, `expected traces of figure ${i}`);
        for (const [j, trace] of traces.entries()) {
            for (const [name, numbers] of Object.entries(trace)) {
                assert.deepEqual(page.plots[i].traces[j][name], numbers, `${name} of trace ${j} of figure ${i}`);
            }
        }
    }
}

async function open(context, path) {
    const page = await context.newPage();
    const faults = [];
    page.on("console", message => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
    page.on("pageerror", error => faults.push(`error: ${error}`));
    page.on("dialog", dialog => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    const address = pathToFileURL(resolve(path)).href;
    page.on("request", request => {
        if (request.url() !== address && !/^(data|blob):/.test(request.url())) {
            faults.push(`request: ${request.url()}`);
        }
    });
    try {
        await page.goto(address);
        await page.waitForSelector("html[data-drawn]", { state: "attached", timeout: 30000 });
        const shown = await page.evaluate(readPage);
        checkPage(shown);
        const expected = path.replace(/html$/, "expected.json");
        if (existsSync(expected)) {
            checkNumbers(shown, JSON.parse(readFileSync(expected, "utf8")));
            await page.emulateMedia({ colorScheme: "dark" });
            await page.emulateMedia({ media: "print", colorScheme: "light" });
            await page.emulateMedia({ media: "screen" });
        }
        if (screenshot) {
            await page.screenshot({ path: screenshot });
        }
        assert.deepEqual(faults, []);
        const traces = shown.plots.reduce((sum, plot) => sum + plot.traces.length, 0);
        console.log(`${basename(path)}: ${shown.plots.length} figures, ${traces} traces`);
        return true;
    } catch (error) {
        console.log(`${basename(path)}: FAILED\n${[error.message, ...faults].join("\n")}`);
        return false;
    } finally {
        await page.close();
    }
}

assert.ok(reports.length > 0, "there is no report to open");
const browser = await chromium.launch({ executablePath: browserPath, args: browserArguments });
const context = await browser.newContext({ offline: true, viewport: { width: 860, height: 1420 } });
const waiting = [...reports];
let passed = 0;
await Promise.all(Array.from({ length: pagesAtOnce }, async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const isSound = await open(context, path);
        passed += isSound;
    }
}));
await browser.close();
console.log(`${passed} of ${reports.length} reports open without a fault`);
process.exitCode = passed === reports.length ? 0 : 1;
