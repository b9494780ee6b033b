// A field of choice (data-pick) offers what fits while one types; without this it reads a code or a full name as well.
"use strict";
(() => {
  let waiting = 0;
  const listOf = (input) => {
    const id = `${input.id || input.name}_goi_y`;
    let list = document.getElementById(id);
    if (!list) {
      list = document.createElement("datalist");
      list.id = id;
      input.after(list);
      input.setAttribute("list", id);
    }
    return list;
  };
  const offer = async (input) => {
    const asked = input.value;
    const answer = await fetch(`/chon/${input.dataset.pick}/?q=${encodeURIComponent(asked)}`, {credentials: "same-origin"});
    if (!answer.ok || input.value !== asked) return;
    const {offers} = await answer.json();
    listOf(input).replaceChildren(...offers.map((words) => new Option(words, words)));
  };
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.pick || input.value.includes(" · ")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(input).catch(() => {}), 200);
  });
  document.addEventListener("focusin", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.dataset.pick && !input.value) offer(input).catch(() => {});
  });
})();
