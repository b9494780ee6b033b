// The queue: how many are chosen, and the whole page at once. One proposal: J and K, or the arrows, go through the list.
"use strict";
(() => {
  const form = document.querySelector("form.pick");
  if (form) {
    const boxes = [...form.querySelectorAll('tbody input[name="viec"]')];
    const page = form.querySelector('[data-whole="page"]');
    const all = form.querySelector('[data-whole="all"]');
    const said = form.querySelector("[data-chosen]");
    const count = () => {
      const total = all?.checked ? Number(form.dataset.total) : boxes.filter((box) => box.checked).length;
      said.hidden = !total;
      said.textContent = `Đang chọn ${total.toLocaleString("vi-VN")} việc`;
    };
    form.addEventListener("change", (event) => {
      if (event.target === page) boxes.forEach((box) => { box.checked = page.checked; });
      else if (page && boxes.includes(event.target)) page.checked = boxes.every((box) => box.checked);
      count();
    });
    if (said) count();
  }
  const writing = (target) => target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const rel = {j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev"}[event.key];
    const link = rel && document.querySelector(`.acts a[rel="${rel}"]`);
    if (link) link.click();
  });
})();
