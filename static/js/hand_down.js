// The sum of what is handed down, as one types; without this it is counted when the page is sent.
"use strict";
(() => {
  const form = document.querySelector("[data-giao-xuong]");
  if (!form) return;
  const numberOf = (text) => {
    const number = Number(text.trim().replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", "."));
    return Number.isFinite(number) ? number : 0;
  };
  const count = () => {
    for (const sum of form.querySelectorAll("[data-tong]")) {
      const inputs = form.querySelectorAll(`[data-phan="${sum.dataset.tong}"]`);
      const total = [...inputs].reduce((all, input) => all + numberOf(input.value), Number(sum.dataset.truoc));
      sum.textContent = total.toLocaleString("vi-VN", {maximumFractionDigits: 6});
    }
  };
  form.addEventListener("input", count);
})();
