// The look of the identity provider's pages: plain, and clearly not ours.

export const STYLE = `
:root { color-scheme: light; font: 15px/1.4 "Segoe UI", system-ui, sans-serif; color: #1b1b1b; background: #f2f2f2 }
body { margin: 0 } a { color: #0067b8 }
header { background: #0f1e33; color: #fff; padding: .8rem 1.5rem; font-weight: 600 } header a { color: #fff }
main.card { max-width: 24rem; margin: 6rem auto; padding: 2.5rem; background: #fff; box-shadow: 0 2px 6px #0003 }
main.wide { max-width: 60rem; margin: 1.5rem auto; padding: 0 1.5rem }
section { background: #fff; border: 1px solid #ddd; padding: 1rem 1.5rem; margin: 1rem 0 }
h1 { font-size: 1.5rem; font-weight: 600 } h2 { font-size: 1.1rem; margin-top: 0 }
label { display: block; margin: .8rem 0 .2rem } input[type=text], input[type=email], input[type=password], input[type=url], select { width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #666; font: inherit }
button { margin-top: 1rem; padding: .5rem 1.6rem; border: 0; background: #0067b8; color: #fff; font: inherit; cursor: pointer }
.error { color: #b3001b } .hint { color: #555; font-size: .9em } code { overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem; border-bottom: 1px solid #ddd }
.tiles { display: flex; gap: 1rem; flex-wrap: wrap } .tiles a { display: block; padding: 2rem; background: #fff; border: 1px solid #ddd; text-decoration: none }
`;
