"use strict";
(() => {
    const report = JSON.parse(document.getElementById("report").textContent);
    const colors = ["#2f7fc1", "#e0820a", "#199b74", "#cf5a9c", "#d0454c", "#7d6fd3", "#8a8f98", "#54acd2"];
    const light = { ink: "#1d2329", grid: "#e3e7eb", axis: "#aab3bc" };
    const dark = { ink: "#e4e8ec", grid: "#2b3138", axis: "#58626d" };
    const prefersDark = matchMedia("(prefers-color-scheme: dark)");
    const config = { displaylogo: false, responsive: true };
    const plots = [];
    let theme = prefersDark.matches ? dark : light;

    // What a figure does not say itself. Copies, because Plotly writes into what it is given.
    function themed(layout) {
        const result = structuredClone(layout);
        const axis = { gridcolor: theme.grid, zerolinecolor: theme.axis, linecolor: theme.axis, automargin: true, exponentformat: "power" };
        const base = {
            colorway: colors, font: { color: theme.ink, family: "system-ui, sans-serif" }, hovermode: "closest",
            legend: { orientation: "h", y: 1.02, yanchor: "bottom" }, margin: { l: 60, r: 20, t: 30, b: 45 },
            paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        };
        for (const name of Object.keys(result).concat("xaxis", "yaxis")) {
            if (/^[xy]axis\d*$/.test(name)) {
                result[name] = { ...axis, ...result[name] };
            }
        }
        return { ...base, ...result };
    }

    const draw = plot => Plotly.react(plot.place, structuredClone(plot.shown.traces), themed(plot.shown.layout), config);

    function repaint(next) {
        if (theme !== next) {
            theme = next;
            plots.forEach(draw);
        }
    }

    function slider(plot, frames) {
        const row = document.createElement("div");
        const play = document.createElement("button");
        const input = document.createElement("input");
        const output = document.createElement("output");
        let timer = null;
        row.className = "slider";
        play.type = "button";
        Object.assign(input, { type: "range", min: 0, max: frames.length - 1, value: 0, ariaLabel: "frame" });
        row.append(play, input, output);
        plot.place.after(row);

        const show = () => {
            plot.shown = frames[input.value].figure;
            output.textContent = frames[input.value].name;
            return draw(plot);
        };
        const stop = () => {
            clearInterval(timer);
            timer = null;
            play.textContent = "play";
        };
        input.addEventListener("input", () => { stop(); show(); });
        play.addEventListener("click", () => {
            if (timer !== null) {
                stop();
                return;
            }
            play.textContent = "stop";
            timer = setInterval(() => {
                input.value = (Number(input.value) + 1) % frames.length;
                show();
            }, 600);
        });
        stop();
        output.textContent = frames[0].name;
    }

    for (const button of document.querySelectorAll(".listing button")) {
        const text = button.closest("figure").querySelector("pre");
        button.addEventListener("click", () => {
            const range = document.createRange();
            range.selectNodeContents(text);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            // The clipboard's newer interface is closed to pages opened from a file in some browsers.
            button.textContent = document.execCommand("copy") ? "copied" : "press Ctrl+C";
        });
    }

    async function drawAll() {
        const sections = report.sections.filter(section => section.kind === "figure" || section.kind === "frames");
        const figures = document.querySelectorAll("figure.plot");
        for (const [i, section] of sections.entries()) {
            const plot = { place: document.createElement("div"), shown: section.figure ?? section.frames[0].figure };
            figures[i].append(plot.place);
            plots.push(plot);
            await draw(plot);
            if (section.kind === "frames") {
                slider(plot, section.frames);
            }
        }
        document.documentElement.dataset.drawn = plots.length;
    }

    prefersDark.addEventListener("change", () => repaint(prefersDark.matches ? dark : light));
    addEventListener("beforeprint", () => repaint(light));
    addEventListener("afterprint", () => repaint(prefersDark.matches ? dark : light));
    drawAll();
})();
