"""Pages of scoring."""

urlpatterns = []
