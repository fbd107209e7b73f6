/** The site's colours (.vitepress/theme/styles/vars.css), so that a page looks like the rest of it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #fff; --soft: #f4f7f5; --behind: #e9eeeb; --text: #1f2523; --dim: #55605b; --line: #e4e8e6; --edge: #d3dad6;
  --act: #07813f; --on-act: #fff; --link: #05763a; --mark: #fff6d6; --on-mark: #5f4300;
  --good: #05763a; --good-bg: #e3f5ea; --warn: #7d5200; --warn-bg: #fdf3dc; --bad: #b3261e; --bad-bg: #fdeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #151817; --soft: #1c211f; --behind: #0d0f0e; --text: #e3e8e5; --dim: #a4afa9; --line: #2a302d; --edge: #3a423e;
    --act: #0a7d40; --on-act: #fff; --link: #4fd18b; --mark: #3a3415; --on-mark: #f3dfa0;
    --good: #4fd18b; --good-bg: #12301f; --warn: #f0c674; --warn-bg: #33290f; --bad: #ff8a80; --bad-bg: #3a1a18;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; background: var(--bg); color: var(--text);
  font: 16px/1.6 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif;
  text-autospace: normal;
}
h1, h2, p, dl, dd, ul { margin: 0; padding: 0; }
ul { list-style: none; }
bdi { unicode-bidi: isolate; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.frame { display: flex; flex-direction: column; min-width: 0; width: 100%; background: var(--bg); }
.top {
  display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 10px 20px;
  border-bottom: 1px solid var(--line); font-size: 14px; color: var(--dim);
}
.badge { padding: 2px 10px; border-radius: 99px; background: var(--mark); color: var(--on-mark); font-size: 13px; white-space: nowrap; }
main { flex: 1; display: flex; flex-direction: column; gap: 18px; min-width: 0; padding: 24px 20px; }
h1 { font-size: 20px; font-weight: 620; line-height: 1.4; text-align: center; text-wrap: balance; overflow-wrap: anywhere; }
h1:focus { outline: none; }
.who { margin-top: -14px; text-align: center; color: var(--dim); font-size: 14px; }
.amount {
  text-align: center; font-size: 44px; font-weight: 640; line-height: 1.15; letter-spacing: -.01em;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
.amount small { margin-right: 4px; font-size: .58em; font-weight: 560; }
.state { display: flex; align-items: center; justify-content: center; gap: 8px; text-align: center; color: var(--dim); }
.state svg { flex: none; width: 22px; height: 22px; }
.state.done { flex-direction: column; color: var(--good); font-size: 18px; font-weight: 600; }
.state.done svg { width: 52px; height: 52px; }
.state.over { color: var(--text); font-weight: 600; }
.notice { padding: 10px 14px; border-radius: 10px; overflow-wrap: anywhere; }
.notice.good { background: var(--good-bg); color: var(--good); }
.notice.warn { background: var(--warn-bg); color: var(--warn); }
.notice.bad { background: var(--bad-bg); color: var(--bad); }
.rows { padding: 4px 16px; border-radius: 12px; background: var(--soft); }
.rows > div { display: flex; gap: 16px; justify-content: space-between; padding: 9px 0; }
.rows > div + div { border-top: 1px solid var(--line); }
dt { flex: none; max-width: 45%; color: var(--dim); }
dd { min-width: 0; text-align: end; overflow-wrap: anywhere; white-space: pre-wrap; }
.actions { display: flex; flex-direction: column; gap: 12px; margin-top: auto; }
form { display: flex; flex-direction: column; gap: 12px; }
label { display: flex; flex-direction: column; gap: 4px; font-size: 14px; color: var(--dim); }
label.flag { flex-direction: row; align-items: center; gap: 10px; }
input:not([type=checkbox]), textarea {
  width: 100%; min-height: 46px; padding: 9px 12px; border: 1px solid var(--edge); border-radius: 10px;
  background: var(--bg); color: var(--text); font: inherit; font-size: 16px;
}
input[type=checkbox] { width: 20px; height: 20px; accent-color: var(--act); }
input[type=password] { letter-spacing: .3em; }
textarea { min-height: 92px; resize: vertical; }
button, .button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 46px; padding: 9px 16px;
  border: 1px solid var(--edge); border-radius: 10px; background: var(--bg); color: var(--text);
  font: inherit; text-align: center; text-decoration: none; cursor: pointer; overflow-wrap: anywhere;
}
button.primary, .button.primary { border-color: var(--act); background: var(--act); color: var(--on-act); font-weight: 600; }
button:hover, .button:hover { border-color: var(--link); }
button[aria-disabled=true] { opacity: .6; cursor: progress; }
.others { display: grid; gap: 10px; }
.others h2 { font-size: 14px; font-weight: 500; color: var(--dim); }
.others ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr)); gap: 10px; }
.others li:has(details) { grid-column: 1 / -1; }
.others button { min-height: 42px; font-size: 15px; }
summary { padding: 8px 16px; border: 1px solid var(--edge); border-radius: 10px; font-size: 15px; text-align: center; cursor: pointer; }
details[open] > summary { margin-bottom: 12px; }
.back { text-align: center; }
.back small { display: block; color: var(--dim); overflow-wrap: anywhere; }
.code { padding: 18px 12px; border-radius: 12px; background: var(--soft); text-align: center; }
.code output { display: block; font: 600 23px/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; letter-spacing: .04em; overflow-wrap: anywhere; }
.code p, .hint { color: var(--dim); font-size: 14px; }
.card { display: grid; gap: 10px; padding: 16px; border: 1px solid var(--line); border-radius: 12px; }
.card h2 { font-size: 16px; font-weight: 600; }
.foot { padding: 14px 20px 20px; border-top: 1px solid var(--line); color: var(--dim); font-size: 13px; text-align: center; }
@media (min-width: 600px) {
  body { place-items: center; padding: 32px 16px; background: var(--behind); }
  .frame {
    max-width: 402px; min-height: min(812px, calc(100vh - 64px)); overflow: hidden;
    border: 6px solid var(--edge); border-radius: 40px; box-shadow: 0 18px 50px rgb(0 0 0 / 18%);
  }
  .frame.review { max-width: 640px; min-height: 0; border-width: 1px; border-radius: 16px; }
  .frame:not(.review) .top { padding-top: 16px; }
}
@media (prefers-reduced-motion: no-preference) {
  .state.done svg { animation: grow .25s ease-out; }
  @keyframes grow { from { transform: scale(.6); opacity: 0; } }
}
`
