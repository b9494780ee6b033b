"""Pages of tasks."""

from django.urls import path

from tasks.views import campaigns, carrying, changes, commitments, handing_down, judging, lists, writing

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # Thẩm định, phê duyệt
    path("tham-dinh/", judging.proposals, name="proposals"),
    path("tham-dinh/excel/", judging.proposals_excel, name="proposals_excel"),
    path("tham-dinh/lam/", judging.proposals_act, name="proposals_act"),
    path("tham-dinh/<int:pk>/", judging.proposal, name="proposal"),
    path("viec/<int:pk>/buoc/", judging.task_move, name="task_move"),
    path("viec/<int:pk>/phien-ban/", judging.task_versions, name="task_versions"),
    path("viec/<int:pk>/quyet-dinh/", judging.task_decide, name="task_decide"),
    path("van-ban/<int:pk>/tep/", judging.document_file, name="document_file"),
    # writing
    path("viec/moi/", writing.task_choose, name="task_choose"),
    path("viec/moi/nguoi/<int:pk>/", writing.task_new, name="task_new"),
    path("viec/moi/tap-the/<int:pk>/", writing.task_new_committee, name="task_new_committee"),
    path("viec/<int:pk>/sua/", writing.task_edit, name="task_edit"),
    path("viec/kiem-tra/", writing.task_check, name="task_check"),
    path("dat-hang/", writing.order_new, name="order_new"),
    path("ban-dang-soan/", writing.task_drafts, name="drafts"),
    path("ban-dang-soan/giu/", writing.task_draft_save, name="task_draft_save"),
    path("ban-dang-soan/<slug:key>/bo/", writing.task_draft_drop, name="draft_drop"),
    # change requests
    path("viec/<int:pk>/dieu-chinh/", changes.change_new, name="change_new"),
    path("dieu-chinh/", changes.change_requests, name="change_requests"),
    path("dieu-chinh/excel/", changes.change_requests_excel, name="change_requests_excel"),
    path("dieu-chinh/quyet-dinh/", changes.change_decide_many, name="change_decide_many"),
    path("dieu-chinh/<int:pk>/", changes.change_request, name="change_request"),
    path("dieu-chinh/<int:pk>/quyet-dinh/", changes.change_decide, name="change_decide"),
    path("dieu-chinh/<int:pk>/gop-y/", changes.change_comment, name="change_comment"),
    path("dieu-chinh/<int:pk>/rut/", changes.change_withdraw, name="change_withdraw"),
    path("dieu-chinh/<int:pk>/tep/", changes.change_file, name="change_file"),
    path("dieu-chinh/<int:pk>/van-ban/", changes.change_document, name="change_document"),
    path("dieu-chinh/<int:pk>/in/", changes.change_print, name="change_print"),
    # signing
    path("cam-ket/", commitments.commitments, name="commitments"),
    path("cam-ket/excel/", commitments.commitments_excel, name="commitments_excel"),
    path("cam-ket/<int:pk>/", commitments.commitment, name="commitment"),
    path("cam-ket/<int:pk>/word/", commitments.commitment_word, name="commitment_word"),
    path("cam-ket/<int:pk>/thay-doi/", commitments.commitment_changes, name="commitment_changes"),
    path("cam-ket/ky/<int:campaign>/<slug:kind>/<int:pk>/", commitments.commitment_prepare, name="commitment_prepare"),
    path("cam-ket/ky/<int:campaign>/<slug:kind>/<int:pk>/ky/", commitments.commitment_sign, name="commitment_sign"),
    path("viec/<int:pk>/giao-xuong/", handing_down.hand_down, name="hand_down"),
    # campaigns and carrying over
    path("dot-giao-viec/", campaigns.campaigns, name="campaigns"),
    path("dot-giao-viec/moi/", campaigns.campaign_new, name="campaign_new"),
    path("dot-giao-viec/<int:pk>/", campaigns.campaign, name="campaign"),
    path("dot-giao-viec/<int:pk>/sua/", campaigns.campaign_edit, name="campaign_edit"),
    path("dot-giao-viec/<int:pk>/mo-khep/", campaigns.campaign_move, name="campaign_move"),
    path("dot-giao-viec/<int:pk>/huong-dan/", campaigns.campaign_file, name="campaign_file"),
    path("dot-giao-viec/<int:pk>/bang/", campaigns.campaign_board, name="campaign_board"),
    path("dot-giao-viec/<int:pk>/bang/excel/", campaigns.campaign_board_excel, name="campaign_board_excel"),
    path("dot-giao-viec/<int:pk>/chuyen-tiep/", carrying.carry_over, name="carry_over"),
]
